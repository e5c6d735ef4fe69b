/// Changes from and to ONNX Runtime's blocked layout, and what it does there beside convolutions.
///
/// Input: an image (N, C, H, W), or with `channels_last` (N, H, W, C). Output: of `ReorderInput` (N, C, H, W) in blocks;
/// of `ReorderOutput` the attribute's channels, in either order; of pools and `Upsample` as of ONNX's.
///
/// ONNX Runtime, domain `com.microsoft.nchwc`, version 1:
/// https://github.com/microsoft/onnxruntime/blob/main/onnxruntime/core/graph/contrib_ops/nchwc_schema_defs.cc.
public struct BlockedLayout: Operator {
    public static let names = [
        "AveragePool", "GlobalAveragePool", "GlobalMaxPool", "MaxPool", "ReorderInput", "ReorderOutput", "Upsample",
    ].map { "com.microsoft.nchwc." + $0 }

    public let name: String
    /// The pool of ONNX that this is; nil for what is none.
    public let pool: Pool?
    /// Whether the image outside of the blocks has its channels last.
    public let isChannelsLast: Bool
    private let channels: Int?
    private let scales: [Int]

    public init(_ description: OperatorDescription) throws(OperatorError) {
        name = description.name
        pool = name == "MaxPool" || name == "AveragePool" ? try Pool(description) : nil
        isChannelsLast = try description.flag("channels_last", default: false)
        channels = name == "ReorderOutput" ? try description.requiredInteger("channels") : nil
        scales = try description.integers("scales") ?? []
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        if let pool { return try pool.outputTypes(for: inputs) }
        let type = try inputs.require(0, "data").type
        guard var shape = type.shape else { return [type] }
        try shape.requireRank(atLeast: 3, 0)
        switch name {
        case "ReorderInput" where isChannelsLast: shape.insert(shape.removeLast(), at: 1)
        case "ReorderInput": break
        case "ReorderOutput":
            shape[1] = channels.map(Dimension.fixed) ?? .unknown
            if isChannelsLast { shape.append(shape.remove(at: 1)) }
        case "Upsample":
            guard scales.isEmpty || scales.count == shape.count else {
                throw OperatorError(.attribute("scales"), "expected \(shape.count) integers, found \(scales.count)")
            }
            for (axis, scale) in scales.enumerated() { shape[axis] = shape[axis] * .fixed(scale) }
        default:
            for axis in 2..<shape.count { shape[axis] = 1 }
        }
        return [TensorType(type.element, shape)]
    }
}
