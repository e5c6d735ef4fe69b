import GraphIR

/// LayerNormalization becomes its arithmetic: TFLite has no such operator.
///
/// What tf.nn.moments and tf.nn.batch_normalization, by which Keras computes it, are converted to: mean, squared
/// difference, mean, + ε, reciprocal root, ·γ, x·, mean·, β −, +.
struct LayerNormExpansion: Lowering {
    static let name = "layer-norm"

    func apply(to operations: inout OperationGraph) {
        operations.expand("LayerNormalization", by: expansion)
    }

    private func expansion(of operation: Operation, _ operations: inout OperationGraph) -> [Operation] {
        let x = operation.inputs[0]
        let full = operations.type(of: x)
        var reduced = full
        if let rank = full.shape?.count, rank > 0 { reduced.shape?[rank - 1] = 1 }
        var result: [Operation] = []
        func add(_ name: String, _ inputs: IndexList, _ type: TensorType) -> Int {
            let output = operations.addTensor(like: x, type: type)
            result.append(Operation(added: name, inputs: inputs, outputs: [output]))
            return output
        }
        let mean = add("mean", [x], reduced)
        let difference = add("squared_diff", [x, mean], full)
        let variance = add("mean", [difference], reduced)
        let shifted = add("add", [variance], reduced)
        let root = add("rsqrt", [shifted], reduced)
        let scale = add("mul", [root], full)
        let scaled = add("mul", [x, scale], full)
        let offset = add("mul", [mean, scale], full)
        let shift = add("subtract", [offset], full)
        result.append(Operation(added: "add", inputs: [scaled, shift], outputs: operation.outputs))
        return result
    }
}
