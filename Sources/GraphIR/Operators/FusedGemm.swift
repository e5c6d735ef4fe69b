/// A `Gemm` with what ONNX Runtime fused into it, or of quantised matrices.
///
/// Inputs of `FusedGemm` and `GemmFloat8` are those of `Gemm`, and for the latter scales; of `QGemm` each matrix with its
/// scale and zero point, an optional C, and the output's scale and zero point. Output: as `Gemm`; of `QGemm` real where
/// the output has no zero point.
///
/// ONNX Runtime `FusedGemm`, `GemmFloat8` and `QGemm`, version 1:
/// https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md.
public struct FusedGemm: Operator {
    public static let names = ["FusedGemm", "GemmFloat8", "QGemm"].map { "com.microsoft." + $0 }

    public let name: String
    public let product: Gemm
    /// The activation by ONNX's name; nil where there is none.
    public let activation: String?
    private let element: ElementType?

    public init(_ description: OperatorDescription) throws(OperatorError) {
        name = description.name
        product = try Gemm(description)
        activation = try description.string("activation").flatMap { $0.isEmpty || $0 == "NONE" ? nil : $0 }
        element = try name == "GemmFloat8" ? description.elementType("dtype") ?? .float32 : nil
    }

    /// The inputs that a plain `Gemm` has.
    public func plainInputs(of inputs: Operands) -> Operands {
        name == "QGemm" ? Operands([inputs[0], inputs[3], inputs[6]]) : inputs
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let type = try product.outputTypes(for: plainInputs(of: inputs))[0]
        guard name == "QGemm" else { return [TensorType(element ?? type.element, type.shape)] }
        return [TensorType(inputs[8]?.type.element ?? inputs[1]?.type.element ?? .float32, type.shape)]
    }

    public func cost(inputs: Operands, outputs: [TensorType]) -> Cost? {
        product.cost(inputs: plainInputs(of: inputs), outputs: outputs)
    }
}
