import GraphIR

/// Reshapes, squeezes and unsqueezes that follow one another become one reshape, where the shapes are static.
///
/// onnxruntime/core/optimizer/reshape_fusion.cc, FuseContiguousReshapes.
struct ReshapeChains: Lowering {
    static let name = "reshape-chains"

    func apply(to operations: inout OperationGraph) {
        for index in operations.operations.indices where isView(operations.operations[index].name) {
            guard let input = operations.operations[index].inputs.first, operations.operations[index].inputs.count == 1,
                let before = operations.onlyProducer(of: input, named: "Reshape", "Squeeze", "Unsqueeze"),
                operations.operations[before].inputs.count == 1,
                operations.type(of: operations.operations[index].outputs[0]).isStatic
            else { continue }
            operations.operations[index].name = "Reshape"
            operations.operations[index].inputs = operations.operations[before].inputs
            operations.fold(before, into: index)
        }
        operations.connect()
    }

    private func isView(_ name: String) -> Bool { name == "Reshape" || name == "Squeeze" || name == "Unsqueeze" }
}
