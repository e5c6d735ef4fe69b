/// A convolution whose window takes its elements from places that an input moves.
///
/// Inputs: X (N, C, H, W), W (M, C/groups, kH, kW), the offsets, and optionally a bias (M) and a mask. Output: as a
/// convolution's.
///
/// ONNX `DeformConv`, opsets 19 and 22: https://onnx.ai/onnx/operators/onnx__DeformConv.html.
public struct DeformConv: Operator {
    public static let names = ["DeformConv"]

    public let convolution: Conv

    public init(_ description: OperatorDescription) throws(OperatorError) {
        convolution = try Conv(description)
    }

    private func plainInputs(of inputs: Operands) -> Operands { Operands([inputs[0], inputs[1], inputs[3]]) }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        try convolution.outputTypes(for: plainInputs(of: inputs))
    }

    public func cost(inputs: Operands, outputs: [TensorType]) -> Cost? {
        convolution.cost(inputs: plainInputs(of: inputs), outputs: outputs)
    }
}
