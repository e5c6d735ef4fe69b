/// Blocks of an image moved into its channels or its batch, or back.
///
/// `SPACE_TO_DEPTH`, `DEPTH_TO_SPACE`: X (N, H, W, C) and `block_size`. `SPACE_TO_BATCH_ND`: the data, the block's extents
/// and pairs of pads; `BATCH_TO_SPACE_ND`: the data, the block's extents and pairs of crops.
///
/// tensorflow/lite/kernels/space_to_depth.cc, depth_to_space.cc, space_to_batch_nd.cc, batch_to_space_nd.cc.
public struct TFLiteBlockRearrangement: Operator {
    public static let names = ["BATCH_TO_SPACE_ND", "DEPTH_TO_SPACE", "SPACE_TO_BATCH_ND", "SPACE_TO_DEPTH"]

    public let name: String
    private let blockSize: Int

    public init(_ description: OperatorDescription) throws(OperatorError) {
        name = description.name
        blockSize = try description.positive(["block_size"])[0]
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        guard let shape = try inputs.require(0, "data").type.shape else { return [.declared(nil)] }
        if name.hasSuffix("_ND") { return [.declared(try batched(shape, inputs))] }
        try shape.requireRank(4, 0)
        let block = Dimension.fixed(blockSize)
        if name == "DEPTH_TO_SPACE" {
            let channels = try quotient(shape[3], blockSize.product(with: blockSize) ?? 0, 3)
            return [.declared([shape[0], shape[1] * block, shape[2] * block, channels])]
        }
        return [
            .declared([
                shape[0], try quotient(shape[1], blockSize, 1), try quotient(shape[2], blockSize, 2),
                shape[3] * block * block,
            ])
        ]
    }

    private func batched(_ shape: TensorShape, _ inputs: Operands) throws(OperatorError) -> TensorShape? {
        _ = try inputs.require(1, "a block")
        _ = try inputs.require(2, "pads or crops")
        guard let block = inputs.integers(1), let edges = inputs[2]?.integerList, let batch = shape.first else {
            return TensorShape(unknownOfRank: shape.count)
        }
        guard block.count < shape.count, edges.count == 2 * block.count, block.allSatisfy({ $0 > 0 }) else {
            throw OperatorError(
                .input(1), "expected positive extents of at most \(shape.count - 1) axes, found \(block)")
        }
        var result = shape
        var factor: Dimension = 1
        for (index, size) in block.enumerated() {
            factor = factor * .fixed(size)
            let edge = edges[2 * index] + edges[2 * index + 1]
            result[index + 1] =
                name == "SPACE_TO_BATCH_ND"
                ? try quotient(shape[index + 1] + edge, size, index + 1) : shape[index + 1] * .fixed(size) - edge
        }
        result[0] = name == "SPACE_TO_BATCH_ND" ? batch * factor : try quotient(batch, factor.value ?? 0, 0)
        return result
    }

    private func quotient(_ extent: Dimension, _ divisor: Int, _ axis: Int) throws(OperatorError) -> Dimension {
        guard let number = extent.value else { return .unknown }
        guard divisor > 0, number.isMultiple(of: divisor) else {
            throw OperatorError(.input(0), "expected a multiple of \(divisor) along axis \(axis), found \(number)")
        }
        return .fixed(number / divisor)
    }
}
