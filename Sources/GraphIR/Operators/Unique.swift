/// The elements, or the slices along an axis, without repetitions.
///
/// Input: X. Outputs: the unique ones, whose number the data decides, and the indices of their first places, of each
/// one's place among them, and their counts.
///
/// ONNX `Unique`, opset 11: https://onnx.ai/onnx/operators/onnx__Unique.html.
public struct Unique: Operator {
    public static let names = ["Unique"]

    public let axis: Int?

    public init(_ description: OperatorDescription) throws(OperatorError) {
        axis = try description.integer("axis")
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let type = try inputs.require(0, "data").type
        let open = TensorType(.int64, [.unknown])
        guard let axis else {
            let inverse = TensorType(.int64, [type.shape?.product ?? .unknown])
            return [TensorType(type.element, [.unknown]), open, inverse, open]
        }
        guard var shape = type.shape else { return [type, open, open, open] }
        let place = try axis.axis(ofRank: shape.count, .attribute("axis"))
        let inverse = TensorType(.int64, [shape[place]])
        shape[place] = .unknown
        return [TensorType(type.element, shape), open, inverse, open]
    }
}
