import GraphIR

/// Gemm, and MatMul with a constant on its right, become `fully_connected`, a constant Add behind it its bias; a MatMul
/// of two computed factors becomes `batched_matmul`.
struct FullyConnected: Lowering {
    static let name = "fully-connected"

    func apply(to operations: inout OperationGraph) {
        for index in operations.indices(named: "Add", "Gemm", "MatMul") {
            switch operations.operations[index].name {
            case "Gemm", "MatMul":
                let isConstant =
                    operations.operations[index].inputs.count == 1 && operations.startsWithComputedOperand(index)
                operations.operations[index].name = isConstant ? "fully_connected" : "batched_matmul"
            default:
                guard let bias = operations.constantOperand(of: index)?.type,
                    let product = operations.onlyProducer(
                        of: operations.operations[index].inputs[0], named: "fully_connected"),
                    operations.anchor(of: product)?.operatorName == "MatMul", bias.shape?.count ?? 2 < 2
                else { continue }
                operations.operations[product].addedParameters += bias.elementCount ?? 0
                operations.foldBack(index, into: product)
            }
        }
        operations.connect()
    }
}
