/// The places along an axis, or the elements, that a condition picks.
///
/// Inputs: the data, and a list of Booleans. Output: the data with fewer places along the axis, or a list of elements
/// where no axis is given.
///
/// ONNX `Compress`, opsets 9 and 11 (negative axes): https://onnx.ai/onnx/operators/onnx__Compress.html.
public struct Compress: Operator {
    public static let names = ["Compress"]

    public let axis: Int?

    public init(_ description: OperatorDescription) throws(OperatorError) {
        axis = try description.integer("axis")
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let type = try inputs.require(0, "data").type
        _ = try inputs.require(1, "a condition")
        let count = inputs.integers(1).map { Dimension.fixed($0.count { $0 != 0 }) } ?? .unknown
        guard let axis else { return [TensorType(type.element, [count])] }
        guard var shape = type.shape else { return [type] }
        shape[try axis.axis(ofRank: shape.count, .attribute("axis"))] = count
        return [TensorType(type.element, shape)]
    }
}
