/// Pairs of a token's elements, rotated by angles that its position gives.
///
/// Inputs: X (batch, heads, sequence, width) or (batch, sequence, heads·width), the cosines and sines, and optionally the
/// positions. Output: as X.
///
/// ONNX `RotaryEmbedding`, opset 23: https://onnx.ai/onnx/operators/onnx__RotaryEmbedding.html.
public struct RotaryEmbedding: Operator {
    public static let names = ["RotaryEmbedding"]

    public init(_ description: OperatorDescription) throws(OperatorError) {}

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        [try inputs.require(0, "data").type]
    }
}
