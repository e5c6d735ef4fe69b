/// A tensor enlarged or reduced by interpolation.
///
/// Inputs: X; since opset 9 (`Upsample`) and 10 (`Resize`) the scales; since 11 a region, the scales and the sizes, of
/// which the last two exclude each other. Output: the sizes, or each extent times its scale, rounded down.
///
/// ONNX `Resize`, opsets 10, 11 (sizes), 13, 18 (`axes`, `keep_aspect_ratio_policy`) and 19; `Upsample`, 1
/// (`height_scale`, `width_scale`), 7 (attribute `scales`), 9 and 10: https://onnx.ai/onnx/operators/onnx__Resize.html.
public struct Resize: Operator {
    public static let names = ["Resize", "Upsample"]

    public let name: String
    /// `nearest`, `linear` or `cubic`.
    public let mode: String
    /// How a place in the output becomes one in the input: `half_pixel`, `asymmetric`, `align_corners` …
    public let coordinateTransformation: String
    private let scales: [Double]?
    private let scalesInput: Int?
    private let sizesInput: Int?
    private let axes: [Int]?
    private let aspectRatio: String

    public init(_ description: OperatorDescription) throws(OperatorError) {
        name = description.name
        mode = try description.string("mode") ?? "nearest"
        let hasRegion = name == "Resize" && description.opset >= 11
        coordinateTransformation =
            try description.string("coordinate_transformation_mode") ?? (hasRegion ? "half_pixel" : "asymmetric")
        aspectRatio = try description.string("keep_aspect_ratio_policy") ?? "stretch"
        axes = try description.integers("axes")
        if let height = try description.real("height_scale"), let width = try description.real("width_scale") {
            scales = [1, 1, height, width]
        } else {
            scales = try description.reals("scales")
        }
        scalesInput = name == "Upsample" && description.opset < 9 ? nil : hasRegion ? 2 : 1
        sizesInput = hasRegion ? 3 : nil
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let type = try inputs.require(0, "data").type
        guard var shape = type.shape else { return [type] }
        let axes = try axes?.axes(ofRank: shape.count, .attribute("axes")) ?? Array(shape.indices)
        for (axis, extent) in zip(axes, try extents(for: TensorShape(axes.map { shape[$0] }), inputs)) {
            shape[axis] = extent
        }
        return [TensorType(type.element, shape)]
    }

    private func extents(for extents: TensorShape, _ inputs: Operands) throws(OperatorError) -> TensorShape {
        if let sizes = try sizes(of: extents, inputs) { return sizes }
        return try scaled(extents, inputs) ?? TensorShape(unknownOfRank: extents.count)
    }

    /// The extents that the sizes ask for; nil where there are none.
    private func sizes(of extents: TensorShape, _ inputs: Operands) throws(OperatorError) -> TensorShape? {
        guard let input = sizesInput, let sizes = inputs[input],
            sizes.elements?.count ?? sizes.type.elementCount != 0
        else { return nil }
        guard let list = sizes.integerList else { return TensorShape(unknownOfRank: extents.count) }
        guard list.count == extents.count else {
            throw OperatorError(.input(input), "expected \(extents.count) integers, found \(list.count)")
        }
        guard aspectRatio != "stretch" else { return TensorShape(list) }
        guard let wanted = list.fixedValues, let found = extents.fixedValues else {
            return TensorShape(unknownOfRank: list.count)
        }
        let ratios = zip(wanted, found).map { Double($0) / Double($1) }
        let ratio = aspectRatio == "not_larger" ? ratios.min() : ratios.max()
        return TensorShape(found.map { Self.extent(Double($0) * (ratio ?? 1) + 0.5) })
    }

    private func scaled(_ extents: TensorShape, _ inputs: Operands) throws(OperatorError) -> TensorShape? {
        guard let scales = scales ?? scalesInput.flatMap({ inputs[$0]?.elements?.numbers }) else { return nil }
        guard scales.count == extents.count else {
            let part = self.scales == nil ? OperatorError.Part.input(scalesInput ?? 1) : .attribute("scales")
            throw OperatorError(part, "expected \(extents.count) floats, found \(scales.count)")
        }
        let scaled = zip(extents, scales).map { extent, scale -> Dimension in
            if scale == 1 { return extent }
            guard let extent = extent.value else { return .unknown }
            // In single precision, as runtimes compute it.
            return Self.extent(Double(Float(extent) * Float(scale)))
        }
        return TensorShape(scaled)
    }

    private static func extent(_ value: Double) -> Dimension {
        Int(exactly: value.rounded(.down)).map(Dimension.fixed) ?? .unknown
    }
}
