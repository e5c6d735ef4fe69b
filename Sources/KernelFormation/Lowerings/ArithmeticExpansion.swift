import GraphIR

/// HardSigmoid becomes a product, a sum and a clip; ReduceL2 a square, a sum and a root.
///
/// MNN: tools/converter/source/optimizer/onnxextra: OnnxHardSigmoid.cpp and OnnxReduceL2.cpp.
struct ArithmeticExpansion: Lowering {
    static let name = "arithmetic-expansion"

    func apply(to operations: inout OperationGraph) {
        var replacements: [Int: [Operation]] = [:]
        for index in operations.operations.indices where operations.operations[index].outputs.count == 1 {
            switch operations.operations[index].name {
            case "HardSigmoid":
                let input = operations.operations[index].outputs[0]
                replacements[index] = chain(index, ["Mul", "Add", "Clip"], [input, input], &operations)
            case "ReduceL2":
                guard let input = operations.operations[index].inputs.first else { continue }
                let output = operations.operations[index].outputs[0]
                replacements[index] = chain(index, ["Square", "ReduceSum", "Sqrt"], [input, output], &operations)
            default: continue
            }
        }
        operations.replace(replacements)
    }

    /// Three operations in the place of one; what stands between them is like the tensors given.
    private func chain(
        _ index: Int, _ names: [String], _ between: [Int], _ operations: inout OperationGraph
    ) -> [Operation] {
        let operation = operations.operations[index]
        let tensors = between.map { operations.addTensor(like: $0) }
        var first = operation
        first.name = names[0]
        first.outputs = [tensors[0]]
        return [
            first,
            Operation(
                name: names[1], inputs: [tensors[0]], outputs: [tensors[1]], nodes: [], anchor: nil, source: .lowering),
            Operation(
                name: names[2], inputs: [tensors[1]], outputs: operation.outputs, nodes: [], anchor: nil,
                source: .lowering),
        ]
    }
}
