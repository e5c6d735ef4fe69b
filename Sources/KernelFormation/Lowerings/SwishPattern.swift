import GraphIR

/// x·sigmoid(x) becomes `Swish`.
struct SwishPattern: Lowering {
    static let name = "swish"

    func apply(to operations: inout OperationGraph) {
        for index in operations.operations.indices where operations.operations[index].isNamed("Mul") {
            let inputs = operations.operations[index].inputs
            guard inputs.count == 2 else { continue }
            for (gate, argument) in [(inputs[0], inputs[1]), (inputs[1], inputs[0])] {
                guard let sigmoid = operations.onlyProducer(of: gate, named: "Sigmoid"),
                    operations.operations[sigmoid].inputs == [argument]
                else { continue }
                operations.operations[index].name = "Swish"
                operations.operations[index].inputs = [argument]
                operations.fold(sigmoid, into: index)
                break
            }
        }
        operations.connect()
    }
}
