/// A range of places along some axes, with a step that may run backwards.
///
/// Inputs: the data, and since opset 10 starts, ends, and optionally axes and steps. Output: the places from each start
/// to before each end; both count from the back where negative, and are held within the data.
///
/// ONNX `Slice`, opsets 1 (attributes, no steps), 10, 11 (negative axes) and 13:
/// https://onnx.ai/onnx/operators/onnx__Slice.html.
public struct Slice: Operator {
    public static let names = ["Slice"]

    private let starts: IntegerArgument
    private let ends: IntegerArgument
    private let axes: IntegerArgument
    private let steps: IntegerArgument

    public init(_ description: OperatorDescription) throws(OperatorError) {
        starts = try IntegerArgument("starts", input: 1, since: 10, description)
        ends = try IntegerArgument("ends", input: 2, since: 10, description)
        axes = try IntegerArgument("axes", input: 3, since: 10, description)
        steps = try IntegerArgument("steps", input: 4, since: 10, description)
    }

    /// What a slice takes of one axis; nil start and extent where they cannot be told.
    private struct Cut {
        var axis: Int
        var start: Int?
        var step: Int?
        var extent: Dimension
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let type = try inputs.require(0, "data").type
        guard var shape = type.shape else { return [type] }
        guard let cuts = try cuts(of: shape, inputs) else {
            return [TensorType(type.element, TensorShape(unknownOfRank: shape.count))]
        }
        for cut in cuts { shape[cut.axis] = cut.extent }
        return [TensorType(type.element, shape)]
    }

    /// The cut of each axis that is sliced; nil where it cannot be told which those are.
    private func cuts(of shape: TensorShape, _ inputs: Operands) throws(OperatorError) -> [Cut]? {
        guard starts.isPresent(in: inputs) else { throw OperatorError(starts.part, "expected starts, found none") }
        guard ends.isPresent(in: inputs) else { throw OperatorError(ends.part, "expected ends, found none") }
        if let cut = try singleCut(of: shape, inputs) { return [cut] }
        guard let axes = try axes(rank: shape.count, inputs) else { return nil }
        let starts = try numbers(self.starts, count: axes.count, inputs)
        let ends = try numbers(self.ends, count: axes.count, inputs)
        let steps =
            self.steps.isPresent(in: inputs)
            ? try numbers(self.steps, count: axes.count, inputs) : Array(repeating: 1, count: axes.count)
        var cuts: [Cut] = []
        for (index, axis) in axes.enumerated() {
            guard steps[index] != 0 else {
                throw OperatorError(self.steps.part, "expected a step other than 0, found 0")
            }
            cuts.append(cut(of: shape[axis], axis, from: starts[index], to: ends[index], by: steps[index]))
        }
        return cuts
    }

    /// The cut of the one axis that the inputs name, forwards; nil where they name none or several.
    private func singleCut(of shape: TensorShape, _ inputs: Operands) throws(OperatorError) -> Cut? {
        guard let axes = axes.values(in: inputs), axes.count == 1, let number = axes[0].value,
            let starts = starts.values(in: inputs), starts.count == 1,
            let ends = ends.values(in: inputs), ends.count == 1,
            !steps.isPresent(in: inputs) || steps.values(in: inputs) == [1]
        else { return nil }
        let axis = try number.axis(ofRank: shape.count, self.axes.part)
        return cut(of: shape[axis], axis, from: starts[0], to: ends[0], by: 1)
    }

    private func axes(rank: Int, _ inputs: Operands) throws(OperatorError) -> [Int]? {
        guard axes.isPresent(in: inputs) else {
            guard let count = starts.values(in: inputs)?.count ?? ends.values(in: inputs)?.count else { return nil }
            guard count <= rank else {
                throw OperatorError(starts.part, "expected at most \(rank) integers, found \(count)")
            }
            return Array(0..<count)
        }
        return try axes.integers(in: inputs)?.axes(ofRank: rank, axes.part)
    }

    private func numbers(
        _ argument: IntegerArgument, count: Int, _ inputs: Operands
    ) throws(OperatorError) -> [Dimension] {
        guard let values = argument.values(in: inputs) else { return .unknown(count: count) }
        guard values.count == count else {
            throw OperatorError(argument.part, "expected \(count) integers, found \(values.count)")
        }
        return values
    }

    private func cut(
        of extent: Dimension, _ axis: Int, from start: Dimension, to end: Dimension, by step: Dimension
    ) -> Cut {
        guard let step = step.value else { return Cut(axis: axis, extent: .unknown) }
        guard let extent = extent.value, let start = start.value, let end = end.value else {
            let isWhole = step == 1 && start == 0 && (end == extent || end.value ?? 0 >= Dimension.limit)
            return Cut(axis: axis, start: isWhole ? 0 : nil, step: step, extent: isWhole ? extent : .unknown)
        }
        guard extent > 0 else { return Cut(axis: axis, start: 0, step: step, extent: 0) }
        // Backwards, the place before the first is a possible end, and the last a possible start.
        let bounds = step > 0 ? 0...extent : -1...(extent - 1)
        let first = Self.clamp(start, extent, 0...(step > 0 ? extent : extent - 1))
        let last = Self.clamp(end, extent, bounds)
        let distance = step > 0 ? last - first : first - last
        let magnitude = Int(clamping: step.magnitude)
        let count = distance > 0 ? (distance - 1) / magnitude + 1 : 0
        return Cut(axis: axis, start: first, step: step, extent: .fixed(count))
    }

    /// A place that may count from the back, held within bounds.
    private static func clamp(_ place: Int, _ extent: Int, _ bounds: ClosedRange<Int>) -> Int {
        let place = place < 0 ? place + extent : place
        return min(max(place, bounds.lowerBound), bounds.upperBound)
    }

    public func outputElements(for inputs: Operands, outputs: [TensorType]) -> [Elements?] {
        guard inputs[0]?.elements != nil else { return [] }
        if let list = cutList(inputs, outputs) { return [list] }
        guard let (shape, elements) = inputs[0]?.followed,
            let cuts = try? cuts(of: TensorShape(fixed: shape), inputs)
        else { return [] }
        var view = StridedView(shape)
        for cut in cuts {
            guard let start = cut.start, let step = cut.step, let extent = cut.extent.value else { return [] }
            view.extents[cut.axis] = extent
            view.offset &+= start &* view.strides[cut.axis]
            view.strides[cut.axis] &*= step
        }
        return [view.positions.map(elements.picking)]
    }

    /// The elements of a list cut in one piece, forwards: most slices are of shapes.
    private func cutList(_ inputs: Operands, _ outputs: [TensorType]) -> Elements? {
        guard let type = inputs[0]?.type, type.shape?.count == 1, let extent = type.shape?[0].value,
            case .integers(let list)? = inputs[0]?.elements, list.count == extent,
            let count = outputs.first?.elementCount,
            !steps.isPresent(in: inputs) || steps.values(in: inputs) == [1],
            let starts = starts.values(in: inputs), starts.count == 1, let start = starts[0].value
        else { return nil }
        let first = Self.clamp(start, extent, 0...extent)
        return count <= extent - first ? .integers(Array(list[first..<(first + count)])) : nil
    }
}
