/// A convolution with what ONNX Runtime fused into it: an addition, an activation; or in its blocked layout.
///
/// Inputs: X, W, an optional bias and an optional Z, which is added before the activation. In the blocked layout X and
/// the output are (N, C, H, W) with C filled up to whole blocks, as W is; an image of few channels is read as it is.
///
/// ONNX Runtime `com.microsoft.FusedConv` and `com.microsoft.nchwc.Conv`, version 1:
/// https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md.
public struct FusedConv: Operator {
    public static let names = ["com.microsoft.FusedConv", "com.microsoft.nchwc.Conv"]

    public let convolution: Conv
    /// The activation by ONNX's name; nil where there is none.
    public let activation: String?
    /// Whether channels lie in blocks.
    public let isBlocked: Bool

    public init(_ description: OperatorDescription) throws(OperatorError) {
        convolution = try Conv(description)
        activation = try description.string("activation").flatMap { $0.isEmpty ? nil : $0 }
        isBlocked = description.domain == "com.microsoft.nchwc"
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        try convolution.outputTypes(for: filled(inputs))
    }

    /// The inputs with as many channels as the weights have, which may be more than those of the image.
    private func filled(_ inputs: Operands) -> Operands {
        guard isBlocked, var data = inputs[0], var shape = data.type.shape, shape.count > 1,
            let kernel = inputs.shape(1), kernel.count == shape.count
        else { return inputs }
        shape[1] = kernel[1] * .fixed(convolution.groups)
        data.type.shape = shape
        return Operands([data] + inputs.all.dropFirst())
    }

    public func cost(inputs: Operands, outputs: [TensorType]) -> Cost? {
        convolution.cost(inputs: filled(inputs), outputs: outputs)
    }
}
