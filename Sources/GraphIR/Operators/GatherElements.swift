/// For each place of the indices, the element at that place but for one axis, where the index says which.
///
/// Inputs: the data, and indices of the same rank. Output: the indices' shape.
///
/// ONNX `GatherElements`, opsets 11 and 13, one meaning throughout:
/// https://onnx.ai/onnx/operators/onnx__GatherElements.html.
public struct GatherElements: Operator {
    public static let names = ["GatherElements"]

    public let axis: Int

    public init(_ description: OperatorDescription) throws(OperatorError) {
        axis = try description.integer("axis") ?? 0
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let type = try inputs.require(0, "data").type
        let indices = try inputs.require(1, "indices").type
        if let shape = type.shape {
            _ = try axis.axis(ofRank: shape.count, .attribute("axis"))
            try indices.shape?.requireRank(shape.count, 1)
        }
        return [TensorType(type.element, indices.shape)]
    }
}
