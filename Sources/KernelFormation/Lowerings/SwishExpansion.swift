/// Swish becomes x·sigmoid(x): TFLite has no such operator.
struct SwishExpansion: Lowering {
    static let name = "swish-expansion"

    func apply(to operations: inout OperationGraph) {
        var replacements: [Int: [Operation]] = [:]
        for index in operations.operations.indices where operations.operations[index].name == "Swish" {
            var first = operations.operations[index]
            let gate = operations.addTensor(like: first.outputs[0])
            let product = Operation(
                name: "Mul", inputs: [first.inputs[0], gate], outputs: first.outputs, nodes: [], anchor: nil,
                source: .lowering)
            first.name = "Sigmoid"
            first.outputs = [gate]
            replacements[index] = [first, product]
        }
        operations.replace(replacements)
    }
}
