import GraphIR

/// An activation that a layer of ncnn applies to its output becomes an operator behind it, by ONNX's name.
///
/// ncnn src/layer/fused_activation.h.
struct SplitActivations: Lowering {
    static let name = "split-activations"

    private static let names = [
        "clip": "Clip", "hardswish": "HardSwish", "leakyrelu": "LeakyRelu", "mish": "Mish", "relu": "Relu",
        "sigmoid": "Sigmoid", "tanh": "Tanh",
    ]

    func apply(to operations: inout OperationGraph) {
        guard !operations.isTFLite else { return }
        operations.splitActivations { Self.names[$0] ?? $0 }
    }
}

extension OperationGraph {
    /// Makes fused activations operations of their own, by the name that the closure gives.
    mutating func splitActivations(_ name: (String) -> String) {
        var replacements: [Int: [Operation]] = [:]
        for index in operations.indices where !operations[index].fusedOperators.isEmpty {
            var operation = operations[index]
            guard operation.outputs.count == 1 else { continue }
            let output = operation.outputs[0]
            let inner = addTensor(like: output)
            let activation = Operation(
                name: name(operation.fusedOperators[0]), inputs: [inner], outputs: [output], nodes: [], anchor: nil,
                source: .lowering)
            operation.outputs = [inner]
            operation.fusedOperators = []
            replacements[index] = [operation, activation]
        }
        replace(replacements)
    }
}
