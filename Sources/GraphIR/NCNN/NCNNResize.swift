/// Images enlarged or made smaller, and channels exchanged for places.
///
/// ncnn src/layer/interp.cpp, pixelshuffle.cpp, reorg.cpp.
public struct NCNNResize: NCNNLayer {
    public static let names = ["Interp", "PixelShuffle", "Reorg"]

    public let onnxName: String
    /// Of the height and the width; extents hold where they are not 0.
    private let scales: [Double]
    private let extents: [Int]
    private let block: Int

    public init(_ description: OperatorDescription) throws(OperatorError) {
        switch description.name {
        case "Interp":
            onnxName = "Resize"
            scales = [try description.ncnnReal(1, default: 1), try description.ncnnReal(2, default: 1)]
            extents = [try description.ncnnNatural(3, default: 0), try description.ncnnNatural(4, default: 0)]
            block = 1
        default:
            onnxName = description.name == "Reorg" ? "SpaceToDepth" : "DepthToSpace"
            (scales, extents) = ([1, 1], [0, 0])
            block = try description.ncnnPositive(0, default: 1)
        }
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        var type = try inputs.require(0, "data").type
        guard var shape = type.shape, shape.count > 1 else { return [type] }
        switch onnxName {
        case "Resize":
            // A vector is an image of one element per channel.
            if shape.count == 2 { shape += [1, 1] }
            try shape.requireRank(atLeast: 4, 0)
            for axis in [2, 3] { shape[axis] = extent(shape[axis], extents[axis - 2], scales[axis - 2]) }
        default:
            try shape.requireRank(4, 0)
            let area = Dimension.fixed(block) * .fixed(block)
            let isSmaller = onnxName == "SpaceToDepth"
            shape[1] = isSmaller ? shape[1] * area : shape[1] / area
            for axis in [2, 3] { shape[axis] = isSmaller ? shape[axis] / .fixed(block) : shape[axis] * .fixed(block) }
        }
        type.shape = shape
        return [type]
    }

    private func extent(_ extent: Dimension, _ given: Int, _ scale: Double) -> Dimension {
        guard given == 0 else { return .fixed(given) }
        guard let extent = extent.value, let scaled = Int(exactly: (Double(extent) * scale).rounded(.towardZero)) else {
            return .unknown
        }
        return .fixed(scaled)
    }
}
