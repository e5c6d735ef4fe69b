/// HardSigmoid becomes its arithmetic, relu6(x + 3)·⅙: TFLite has no such operator.
struct HardSigmoidExpansion: Lowering {
    static let name = "hard-sigmoid"

    func apply(to operations: inout OperationGraph) {
        var replacements: [Int: [Operation]] = [:]
        for index in operations.operations.indices where operations.operations[index].name == "HardSigmoid" {
            replacements[index] = expansion(of: operations.operations[index], &operations)
        }
        operations.replace(replacements)
    }

    private func expansion(of operation: Operation, _ operations: inout OperationGraph) -> [Operation] {
        let shifted = operations.addTensor(like: operation.outputs[0])
        let clipped = operations.addTensor(like: operation.outputs[0])
        var first = operation
        first.name = "add"
        first.outputs = [shifted]
        let clip = Operation(
            name: "relu", inputs: [shifted], outputs: [clipped], nodes: [], anchor: nil, source: .lowering)
        let scale = Operation(
            name: "mul", inputs: [clipped], outputs: operation.outputs, nodes: [], anchor: nil, source: .lowering)
        return [first, clip, scale]
    }
}
