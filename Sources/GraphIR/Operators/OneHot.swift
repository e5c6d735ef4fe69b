/// Indices as rows of one value with another at the index.
///
/// Inputs: indices, the depth as a scalar, and the values off and on. Output: the indices' shape with the depth as a
/// further axis, of the values' element type.
///
/// ONNX `OneHot`, opsets 9 and 11 (negative indices): https://onnx.ai/onnx/operators/onnx__OneHot.html.
public struct OneHot: Operator {
    public static let names = ["OneHot"]

    public let axis: Int

    public init(_ description: OperatorDescription) throws(OperatorError) {
        axis = try description.integer("axis") ?? -1
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let indices = try inputs.require(0, "indices").type
        let depth = try inputs.require(1, "a depth")
        let element = try inputs.require(2, "values").type.element
        guard var shape = indices.shape else { return [TensorType(element, nil)] }
        let extent = depth.elements?.numbers?.first.flatMap { Int(exactly: $0) }
        shape.insert(
            extent.map(Dimension.fixed) ?? .unknown, at: try axis.axis(ofRank: shape.count + 1, .attribute("axis")))
        return [TensorType(element, shape)]
    }
}
