/// A tensor cropped or padded about its centre to given extents.
///
/// Inputs: the data, and the extents of the axes that `axes` lists, or of all. Output: those extents.
///
/// ONNX `CenterCropPad`, opset 18: https://onnx.ai/onnx/operators/onnx__CenterCropPad.html.
public struct CenterCropPad: Operator {
    public static let names = ["CenterCropPad"]

    private let axes: [Int]?

    public init(_ description: OperatorDescription) throws(OperatorError) {
        axes = try description.integers("axes")
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let type = try inputs.require(0, "data").type
        let extents = try inputs.require(1, "extents").integerList
        guard var shape = type.shape else { return [type] }
        let axes = try axes?.axes(ofRank: shape.count, .attribute("axes")) ?? Array(shape.indices)
        guard extents?.count ?? axes.count == axes.count else {
            throw OperatorError(.input(1), "expected \(axes.count) integers, found \(extents?.count ?? 0)")
        }
        for (axis, extent) in zip(axes, extents ?? .unknown(count: axes.count)) { shape[axis] = extent }
        return [TensorType(type.element, shape)]
    }
}
