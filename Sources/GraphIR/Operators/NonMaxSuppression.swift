/// The boxes that are left once those that overlap a better one are dropped.
///
/// Inputs: boxes (batch, count, 4), scores (batch, classes, count), and optional limits. Output: 64-bit integers (left,
/// 3), whose number the data decides.
///
/// ONNX `NonMaxSuppression`, opsets 10 and 11: https://onnx.ai/onnx/operators/onnx__NonMaxSuppression.html.
public struct NonMaxSuppression: Operator {
    public static let names = ["NonMaxSuppression"]

    public init(_ description: OperatorDescription) throws(OperatorError) {}

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        _ = try inputs.require(0, "boxes")
        _ = try inputs.require(1, "scores")
        return [TensorType(.int64, [.unknown, 3])]
    }
}
