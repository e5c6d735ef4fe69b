/// The elements, or the slices along an axis, without repetitions.
///
/// Input: X. Outputs: the unique ones, whose number the data decides where there are several to compare, and the indices of their first places, of each
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
        guard let axis else { return types(type, [.unknown], at: 0, among: type.shape?.product ?? .unknown) }
        guard let shape = type.shape else { return types(type, nil, at: 0, among: .unknown) }
        let place = try axis.axis(ofRank: shape.count, .attribute("axis"))
        return types(type, shape, at: place, among: shape[place])
    }

    /// The types where `axis` of the first output takes what is unique among so many.
    private func types(_ type: TensorType, _ shape: TensorShape?, at axis: Int, among count: Dimension) -> [TensorType]
    {
        let uniqueCount: Dimension = count == 0 || count == 1 ? count : .unknown
        var shape = shape
        shape?[axis] = uniqueCount
        let list = TensorType(.int64, [uniqueCount])
        return [TensorType(type.element, shape), list, TensorType(.int64, [count]), list]
    }
}
