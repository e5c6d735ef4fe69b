/// A cache with some places along an axis written anew.
///
/// Inputs: the cache, the update, and optionally where each sample of the batch is written. Output: as the cache.
///
/// ONNX `TensorScatter`, opset 24: https://onnx.ai/onnx/operators/onnx__TensorScatter.html.
public struct TensorScatter: Operator {
    public static let names = ["TensorScatter"]

    public init(_ description: OperatorDescription) throws(OperatorError) {}

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        _ = try inputs.require(1, "an update")
        return [try inputs.require(0, "a cache").type]
    }
}
