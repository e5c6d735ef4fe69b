import GraphIR

/// An activation that a layer of ncnn applies to its output becomes an operator behind it, by ONNX's name.
///
/// ncnn src/layer/fused_activation.h.
struct SplitActivations: Lowering {
    static let name = "split-activations"

    private static let names = [
        "clip": "Clip", "hardswish": "HardSwish", "leakyrelu": "LeakyRelu", "mish": "Mish", "relu": "Relu",
        "relu6": "Clip", "relu_n1_to_1": "Clip", "sigmoid": "Sigmoid", "sign_bit": "Sign", "tanh": "Tanh",
    ]

    /// ONNX's name for a fused activation.
    static func onnxName(of activation: String) -> String { names[activation] ?? activation }

    func apply(to operations: inout OperationGraph) {
        guard !operations.isTFLite else { return }
        operations.splitActivations(Self.onnxName)
    }
}

extension OperationGraph {
    /// Makes fused activations operations of their own, by the name that the closure gives for what the file says.
    mutating func splitActivations(_ name: (String) -> String) {
        var replacements: [Int: [Operation]] = [:]
        for index in operations.indices where !operations[index].fusedOperators.isEmpty {
            var operation = operations[index]
            guard operation.outputs.count == 1 else { continue }
            let output = operation.outputs[0]
            let inner = addTensor(like: output)
            let fused = (anchor(of: index)?.operation as? any ActivatedOperator)?.fusedActivation
            let activation = Operation(
                added: name(fused ?? operation.fusedOperators[0]), inputs: [inner], outputs: [output])
            operation.outputs = [inner]
            operation.fusedOperators = []
            replacements[index] = [operation, activation]
        }
        replace(replacements)
    }
}
