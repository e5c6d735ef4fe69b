import GraphIR

/// HardSwish becomes HardSigmoid and Mul, of which ONNX defines it: ONNX Runtime inlines the functions that its CPU
/// provider has no kernel for.
///
/// onnxruntime/core/framework/graph_partitioner.cc, InlineFunctionsAOT.
struct FunctionExpansion: Lowering {
    static let name = "function-expansion"

    func apply(to operations: inout OperationGraph) {
        operations.expand("HardSwish") { $1.gate($0, "HardSigmoid") }
    }
}
