/// Columns of blocks summed up into an image.
///
/// Inputs: columns (N, C·block, L), the image's extents and the block's. Output: (N, C, image).
///
/// ONNX `Col2Im`, opset 18: https://onnx.ai/onnx/operators/onnx__Col2Im.html.
public struct Col2Im: Operator {
    public static let names = ["Col2Im"]

    public init(_ description: OperatorDescription) throws(OperatorError) {}

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let type = try inputs.require(0, "columns").type
        let image = try inputs.require(1, "the image's extents").integerList
        let block = try inputs.require(2, "the block's extents").integerList
        try type.shape?.requireRank(3, 0)
        guard let image else { return [TensorType(type.element, nil)] }
        let size = block?.product ?? .unknown
        guard let channels = type.shape?[1].value, let size = size.value, size > 0 else {
            return [TensorType(type.element, [type.shape?[0] ?? .unknown, .unknown] + image)]
        }
        guard channels.isMultiple(of: size) else {
            throw OperatorError(.input(0), "expected a multiple of \(size) along axis 1, found \(channels)")
        }
        return [TensorType(type.element, [type.shape?[0] ?? .unknown, .fixed(channels / size)] + image)]
    }
}
