import GraphIR

/// Swish becomes x·sigmoid(x): TFLite has no such operator.
struct SwishExpansion: Lowering {
    static let name = "swish-expansion"

    func apply(to operations: inout OperationGraph) {
        operations.expand("Swish") { $1.gate($0, "Sigmoid") }
    }
}

extension OperationGraph {
    /// A gate of the name and the product of it and its input, in the place of one operation.
    mutating func gate(_ operation: Operation, _ name: String) -> [Operation] {
        var gate = operation
        gate.name = name
        gate.outputs = [addTensor(like: operation.outputs[0])]
        return [
            gate, Operation(added: "Mul", inputs: [operation.inputs[0], gate.outputs[0]], outputs: operation.outputs),
        ]
    }
}
