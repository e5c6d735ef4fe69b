/// Attention whose scores and weights graphs of the file may change.
///
/// Inputs: queries, keys and values as (batch, heads, sequence, width). Output: as the queries but of the values' width.
///
/// ONNX `FlexAttention`, domain `ai.onnx.preview`, opset 1: https://onnx.ai/onnx/operators/index.html#ai-onnx-preview.
public struct FlexAttention: Operator {
    public static let names = ["ai.onnx.preview.FlexAttention"]

    private let attention: Attention

    public init(_ description: OperatorDescription) throws(OperatorError) {
        attention = try Attention(description)
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        Array(try attention.outputTypes(for: inputs).prefix(1))
    }

    public func cost(inputs: Operands, outputs: [TensorType]) -> Cost? {
        guard let types = try? attention.outputTypes(for: inputs) else { return nil }
        return attention.cost(inputs: inputs, outputs: types)
    }
}
