/// A tensor cut into parts along an axis.
///
/// Inputs: the data, and since opset 13 the optional sizes of the parts. Outputs: the parts, of equal size where no sizes
/// are given; the last is smaller where they do not come out even.
///
/// ONNX `Split`, opsets 1, 2 (sizes as an attribute), 11, 13 (as an input) and 18 (`num_outputs`):
/// https://onnx.ai/onnx/operators/onnx__Split.html.
public struct Split: Operator {
    public static let names = ["Split"]

    public let axis: Int
    /// The number of outputs.
    public let partCount: Int
    private let sizes: IntegerArgument
    private let admitsSmallerLast: Bool

    public init(_ description: OperatorDescription) throws(OperatorError) {
        axis = try description.integer("axis") ?? 0
        admitsSmallerLast = description.opset >= 18
        partCount = try description.integer("num_outputs") ?? description.outputCount
        try [partCount].requirePositive("num_outputs")
        sizes = try IntegerArgument(
            "split", input: 1, since: (2..<13).contains(description.opset) ? 13 : 1, description)
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let type = try inputs.require(0, "data").type
        guard let shape = type.shape else { return Array(repeating: type, count: min(partCount, Elements.limit)) }
        let axis = try axis.axis(ofRank: shape.count, .attribute("axis"))
        return try extents(of: shape[axis], inputs).map { extent in
            var part = shape
            part[axis] = extent
            return TensorType(type.element, part)
        }
    }

    private func extents(of extent: Dimension, _ inputs: Operands) throws(OperatorError) -> [Dimension] {
        guard sizes.isPresent(in: inputs) else { return try equalExtents(of: extent) }
        guard let sizes = sizes.values(in: inputs) else { return .unknown(count: min(partCount, Elements.limit)) }
        let sum = sizes.reduce(0, +)
        if let negative = sizes.first(where: { $0.isLess(than: 0) == true }) {
            throw OperatorError(self.sizes.part, "expected sizes of 0 or more, found \(negative)")
        }
        guard !sum.contradicts(extent) else {
            throw OperatorError(self.sizes.part, "expected sizes that sum to \(extent), found \(sum)")
        }
        return sizes
    }

    private func equalExtents(of extent: Dimension) throws(OperatorError) -> [Dimension] {
        guard partCount <= Elements.limit else {
            throw OperatorError(.attribute("num_outputs"), "expected at most \(Elements.limit), found \(partCount)")
        }
        guard partCount > 1 else { return [extent] }
        guard let total = extent.value else { return .unknown(count: partCount) }
        guard total.isMultiple(of: partCount) || admitsSmallerLast else {
            throw OperatorError(.input(0), "expected a multiple of \(partCount) along axis \(axis), found \(total)")
        }
        let size = total / partCount + (total.isMultiple(of: partCount) ? 0 : 1)
        return (0..<partCount).map { .fixed(max(0, min(size, total - $0 * size))) }
    }

    public func outputElements(for inputs: Operands, outputs: [TensorType]) -> [Elements?] {
        guard let (shape, elements) = inputs[0]?.followed, let axis = try? axis.axis(ofRank: shape.count, .inputs)
        else { return [] }
        // Where the next part starts; unknown behind a part of unknown size.
        var start: Int? = 0
        return outputs.map { output in
            guard let first = start, let extent = output.shape?[axis].value, first + extent <= shape[axis] else {
                start = nil
                return nil
            }
            start = first + extent
            var view = StridedView(shape)
            view.extents[axis] = extent
            view.offset = first &* view.strides[axis]
            return view.positions.map(elements.picking)
        }
    }
}
