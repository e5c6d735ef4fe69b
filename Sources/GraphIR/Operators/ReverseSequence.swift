/// Sequences of a batch, each reversed up to its own length.
///
/// Inputs: the data, and the lengths. Output: as the data.
///
/// ONNX `ReverseSequence`, opset 10: https://onnx.ai/onnx/operators/onnx__ReverseSequence.html.
public struct ReverseSequence: Operator {
    public static let names = ["ReverseSequence"]

    public init(_ description: OperatorDescription) throws(OperatorError) {}

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let type = try inputs.require(0, "data").type
        try type.shape?.requireRank(atLeast: 2, 0)
        return [type]
    }
}
