import GraphIR

/// ½·x·(1 + erf(x/√2)), however it is written, becomes `Gelu`.
struct GeluPattern: Lowering {
    static let name = "gelu"

    func apply(to operations: inout OperationGraph) {
        for index in operations.operations.indices where operations.operations[index].isNamed("Mul") {
            guard let (argument, parts) = match(operations, index) else { continue }
            operations.operations[index].name = "Gelu"
            operations.operations[index].inputs = [argument]
            for part in parts { operations.fold(part, into: index) }
        }
        operations.connect()
    }

    private func match(_ operations: OperationGraph, _ last: Int) -> (argument: Int, parts: [Int])? {
        let inputs = operations.operations[last].inputs
        if isHalf(operations, last), let product = operations.onlyProducer(of: inputs[0], named: "Mul"),
            let (argument, parts) = gated(operations, product, half: nil)
        {
            return (argument, [product] + parts)
        }
        for input in inputs where inputs.count == 2 {
            guard let half = operations.onlyProducer(of: input, named: "Mul"), isHalf(operations, half),
                let (argument, parts) = gated(operations, last, half: half)
            else { continue }
            return (argument, [half] + parts)
        }
        return nil
    }

    private func isHalf(_ operations: OperationGraph, _ index: Int) -> Bool {
        operations.scalarOperand(of: index) == 0.5
    }

    /// x and the parts of 1 + erf(x/√2), where a product is of these two; x may come halved.
    private func gated(_ operations: OperationGraph, _ product: Int, half: Int?) -> (argument: Int, parts: [Int])? {
        for gate in operations.operations[product].inputs {
            guard let sum = operations.onlyProducer(of: gate, named: "Add"), operations.scalarOperand(of: sum) == 1,
                let erf = operations.onlyProducer(of: operations.operations[sum].inputs[0], named: "Erf"),
                let scale = operations.onlyProducer(of: operations.operations[erf].inputs[0], named: "Div", "Mul"),
                operations.operations[scale].inputs.count == 1
            else { continue }
            let argument = operations.operations[scale].inputs[0]
            let factor = half.map { operations.operations[$0].inputs[0] }
            let others = operations.operations[product].inputs.filter { $0 != gate }
            guard factor == argument || others == [argument] else { continue }
            return (argument, [sum, erf, scale])
        }
        return nil
    }
}
