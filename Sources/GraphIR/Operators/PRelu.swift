/// A rectifier whose slope below zero is learnt, per channel or for all.
///
/// Inputs: X, and the slope, which broadcasts to X's shape. Output: as X.
///
/// ONNX `PRelu`, opsets 1, 6, 7, 9 and 16; before opset 7 the slope is a scalar or one number per channel:
/// https://onnx.ai/onnx/operators/onnx__PRelu.html.
public struct PRelu: Operator {
    public static let names = ["PRelu"]

    public init(_ description: OperatorDescription) throws(OperatorError) {}

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        _ = try inputs.require(1, "a slope")
        return [try inputs.require(0, "data").type]
    }

    public func cost(inputs: Operands, outputs: [TensorType]) -> Cost? {
        inputs.parameterCount([1]).map { Cost(parameters: $0) }
    }
}
