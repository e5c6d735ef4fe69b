import GraphIR

/// HardSigmoid becomes a product, a sum and a clip; ReduceL2 a square, a sum and a root.
///
/// MNN: tools/converter/source/optimizer/onnxextra: OnnxHardSigmoid.cpp and OnnxReduceL2.cpp.
struct ArithmeticExpansion: Lowering {
    static let name = "arithmetic-expansion"

    func apply(to operations: inout OperationGraph) {
        operations.expand("HardSigmoid") { $1.chain(["Mul", "Add", "Clip"], for: $0) }
        operations.expand("ReduceL2") {
            $1.chain(["Square", "ReduceSum", "Sqrt"], for: $0, between: [$0.inputs[0], $0.outputs[0]])
        }
    }
}
