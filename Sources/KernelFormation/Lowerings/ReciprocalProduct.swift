import GraphIR

/// 1/x·y becomes y/x.
///
/// onnxruntime/core/optimizer/div_mul_fusion.cc.
struct ReciprocalProduct: Lowering {
    static let name = "reciprocal-product"

    func apply(to operations: inout OperationGraph) {
        for index in operations.operations.indices where operations.operations[index].isNamed("Mul") {
            let inputs = operations.operations[index].inputs
            for input in inputs {
                guard let quotient = operations.onlyProducer(of: input, named: "Div"),
                    operations.scalarOperand(of: quotient) == 1, !operations.startsWithComputedOperand(quotient)
                else { continue }
                operations.operations[index].name = "Div"
                operations.operations[index].inputs =
                    inputs.filter { $0 != input } + operations.operations[quotient].inputs
                operations.fold(quotient, into: index)
                break
            }
        }
        operations.connect()
    }
}
