import GraphIR

/// A reshape, squeeze or unsqueeze behind a reshape becomes part of it, where the shapes are static and no 0 among them
/// stands for itself.
///
/// onnxruntime/core/optimizer/reshape_fusion.cc, FuseContiguousReshapes.
struct ReshapeChains: Lowering {
    static let name = "reshape-chains"

    func apply(to operations: inout OperationGraph) {
        for index in operations.operations.indices where isView(index, operations) {
            guard let input = operations.operations[index].inputs.first,
                let before = operations.onlyProducer(of: input, named: "Reshape"), isView(before, operations),
                operations.type(of: operations.operations[index].outputs[0]).isStatic
            else { continue }
            operations.operations[index].name = "Reshape"
            operations.operations[index].inputs = operations.operations[before].inputs
            operations.fold(before, into: index)
        }
        operations.connect()
    }

    private func isView(_ index: Int, _ operations: OperationGraph) -> Bool {
        guard operations.operations[index].inputs.count == 1 else { return false }
        switch operations.operations[index].name {
        case "Reshape": return (operations.anchor(of: index)?.operation as? Reshape)?.allowsZero != true
        case "Squeeze", "Unsqueeze": return true
        default: return false
        }
    }
}
