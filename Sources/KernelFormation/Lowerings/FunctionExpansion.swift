import GraphIR

/// HardSwish becomes HardSigmoid and Mul, of which ONNX defines it: ONNX Runtime inlines the functions that its CPU
/// provider has no kernel for.
///
/// onnxruntime/core/framework/graph_partitioner.cc, InlineFunctionsAOT.
struct FunctionExpansion: Lowering {
    static let name = "function-expansion"

    func apply(to operations: inout OperationGraph) {
        var replacements: [Int: [Operation]] = [:]
        for index in operations.operations.indices where operations.operations[index].name == "HardSwish" {
            let operation = operations.operations[index]
            guard let input = operation.inputs.first, let output = operation.outputs.first else { continue }
            let gate = operations.addTensor(like: output)
            var sigmoid = operation
            sigmoid.name = "HardSigmoid"
            sigmoid.outputs = [gate]
            let product = Operation(
                name: "Mul", inputs: [input, gate], outputs: [output], nodes: [], anchor: nil, source: .lowering)
            replacements[index] = [sigmoid, product]
        }
        operations.replace(replacements)
    }
}
