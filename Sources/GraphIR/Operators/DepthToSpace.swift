/// Channels laid out as blocks of the image, or blocks of the image as channels.
///
/// Input: (N, C, H, W). Output: (N, C/b², H·b, W·b) for `DepthToSpace`, (N, C·b², H/b, W/b) for `SpaceToDepth`.
///
/// ONNX `DepthToSpace`, opsets 1, 11 (`mode`) and 13; `SpaceToDepth`, 1 and 13:
/// https://onnx.ai/onnx/operators/onnx__DepthToSpace.html.
public struct DepthToSpace: Operator {
    public static let names = ["DepthToSpace", "SpaceToDepth"]

    public let name: String
    /// The block's extent b.
    public let blockSize: Int

    public init(_ description: OperatorDescription) throws(OperatorError) {
        name = description.name
        blockSize = try description.requiredInteger("blocksize")
        try [blockSize].requirePositive("blocksize")
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let type = try inputs.require(0, "data").type
        guard let shape = type.shape else { return [TensorType(type.element, TensorShape(unknownOfRank: 4))] }
        try shape.requireRank(4, 0)
        let block = Dimension.fixed(blockSize)
        let image =
            name == "SpaceToDepth"
            ? [try divided(shape, 2, by: blockSize), try divided(shape, 3, by: blockSize)]
            : [shape[2] * block, shape[3] * block]
        let channels =
            name == "SpaceToDepth"
            ? shape[1] * block * block : try divided(shape, 1, by: blockSize * blockSize)
        return [TensorType(type.element, [shape[0], channels] + image)]
    }

    private func divided(_ shape: TensorShape, _ axis: Int, by divisor: Int) throws(OperatorError) -> Dimension {
        guard let extent = shape[axis].value else { return divisor == 1 ? shape[axis] : .unknown }
        guard extent.isMultiple(of: divisor) else {
            throw OperatorError(.input(0), "expected a multiple of \(divisor) along axis \(axis), found \(extent)")
        }
        return .fixed(extent / divisor)
    }
}
