/// The places of the extremes along an axis.
///
/// Input: the data. Output: 64-bit integers; the axis is 1, or missing where `keepdims` is 0.
///
/// ONNX `ArgMax` and `ArgMin`, opsets 1, 11, 12 and 13, one meaning throughout:
/// https://onnx.ai/onnx/operators/onnx__ArgMax.html.
public struct ArgReduction: Operator {
    public static let names = ["ArgMax", "ArgMin"]

    public let name: String
    public let axis: Int
    public let keepsDimensions: Bool

    public init(_ description: OperatorDescription) throws(OperatorError) {
        name = description.name
        axis = try description.integer("axis") ?? 0
        keepsDimensions = try description.flag("keepdims", default: true)
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        guard var shape = try inputs.require(0, "data").type.shape else { return [TensorType(.int64, nil)] }
        let axis = try axis.axis(ofRank: shape.count, .attribute("axis"))
        shape.replaceSubrange(axis...axis, with: keepsDimensions ? [1] : [])
        return [TensorType(.int64, shape)]
    }
}
