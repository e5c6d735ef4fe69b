/// The upper or lower triangle of each matrix, the rest zero.
///
/// Inputs: data of rank 2 or more, and an optional scalar that says how far the diagonal is moved. Output: as the data.
///
/// ONNX `Trilu`, opset 14: https://onnx.ai/onnx/operators/onnx__Trilu.html.
public struct Trilu: Operator {
    public static let names = ["Trilu"]

    /// Whether the upper triangle is kept.
    public let keepsUpper: Bool

    public init(_ description: OperatorDescription) throws(OperatorError) {
        keepsUpper = try description.flag("upper", default: true)
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let type = try inputs.require(0, "data").type
        try type.shape?.requireRank(atLeast: 2, 0)
        return [type]
    }
}
