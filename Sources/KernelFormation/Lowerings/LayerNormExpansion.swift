import GraphIR

/// LayerNormalization becomes its arithmetic: TFLite has no such operator.
///
/// What tf.nn.moments and tf.nn.batch_normalization, by which Keras computes it, are converted to: mean, squared
/// difference, mean, + ε, reciprocal root, ·γ, x·, mean·, β −, +.
struct LayerNormExpansion: Lowering {
    static let name = "layer-norm"

    func apply(to operations: inout OperationGraph) {
        var replacements: [Int: [Operation]] = [:]
        for index in operations.operations.indices where operations.operations[index].name == "LayerNormalization" {
            replacements[index] = expansion(of: operations.operations[index], &operations)
        }
        operations.replace(replacements)
    }

    private func expansion(of operation: Operation, _ operations: inout OperationGraph) -> [Operation] {
        guard let x = operation.inputs.first, let y = operation.outputs.first else { return [operation] }
        let full = operations.type(of: x)
        var reduced = full
        if let rank = full.shape?.count, rank > 0 { reduced.shape?[rank - 1] = 1 }
        var result: [Operation] = []
        func add(_ name: String, _ inputs: [Int], _ type: TensorType) -> Int {
            let output = operations.addTensor(like: x, type: type)
            result.append(
                Operation(name: name, inputs: inputs, outputs: [output], nodes: [], anchor: nil, source: .lowering))
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
        result.append(
            Operation(
                name: "add", inputs: [scaled, shift], outputs: [y], nodes: [], anchor: nil, source: .lowering))
        result[0].nodes = operation.nodes
        result[0].anchor = operation.anchor
        result[0].source = .file
        return result
    }
}
