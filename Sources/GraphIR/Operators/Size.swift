/// A tensor's number of elements.
///
/// Input: the data. Output: a scalar of 64 bits.
///
/// ONNX `Size`, opsets 1, 13, 19, 21, 23, 24 and 25, one meaning throughout:
/// https://onnx.ai/onnx/operators/onnx__Size.html.
public struct Size: Operator {
    public static let names = ["Size"]

    public init(_ description: OperatorDescription) throws(OperatorError) {}

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        _ = try inputs.require(0, "data")
        return [TensorType(.int64, [])]
    }

    public func outputElements(for inputs: Operands, outputs: [TensorType]) -> [Elements?] {
        [.integers([inputs.shape(0)?.product ?? .unknown])]
    }
}
