/// Regions of images, each pooled to the same extents.
///
/// Inputs: X (N, C, H, W), the regions (count, 4 or 5), and for `RoiAlign` the image of each. Output: (count, C, height,
/// width).
///
/// ONNX `MaxRoiPool`, opsets 1 and 22; `RoiAlign`, 10, 16 (`coordinate_transformation_mode`) and 22:
/// https://onnx.ai/onnx/operators/onnx__RoiAlign.html.
public struct RegionPool: Operator {
    public static let names = ["MaxRoiPool", "RoiAlign"]

    public let name: String
    /// Height and width of each output.
    public let extents: [Int]

    public init(_ description: OperatorDescription) throws(OperatorError) {
        name = description.name
        if name == "MaxRoiPool" {
            extents = try description.requiredIntegers("pooled_shape")
            try extents.requirePositive("pooled_shape", count: 2)
        } else {
            extents = [try description.integer("output_height") ?? 1, try description.integer("output_width") ?? 1]
            try [extents[0]].requirePositive("output_height")
            try [extents[1]].requirePositive("output_width")
        }
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let type = try inputs.require(0, "data").type
        let regions = try inputs.require(1, "regions").type
        try type.shape?.requireRank(4, 0)
        try regions.shape?.requireRank(2, 1)
        let images = inputs.shape(2)?.first ?? .unknown
        let count = (regions.shape?[0] ?? .unknown).merged(with: images)
        return [TensorType(type.element, [count, type.shape?[1] ?? .unknown] + extents.map(Dimension.fixed))]
    }
}
