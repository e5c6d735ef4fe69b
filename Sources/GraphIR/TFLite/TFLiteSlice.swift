/// A range of places along each axis.
///
/// `SLICE`: the data, where to begin, and how many, −1 for all that are left. `STRIDED_SLICE`: the data, where to begin
/// and to end, and steps; masks say which of them do not count, which axes are new, and which vanish.
///
/// tensorflow/lite/kernels/slice.cc, strided_slice.cc.
public struct TFLiteSlice: Operator {
    public static let names = ["SLICE", "STRIDED_SLICE"]

    public let name: String
    private let masks: Masks

    /// Bits by position in the lists.
    private struct Masks: Hashable {
        var begin: Int
        var end: Int
        var ellipsis: Int
        var newAxis: Int
        var shrunk: Int
    }

    public init(_ description: OperatorDescription) throws(OperatorError) {
        name = description.name
        masks = Masks(
            begin: try description.integer("begin_mask") ?? 0, end: try description.integer("end_mask") ?? 0,
            ellipsis: try description.integer("ellipsis_mask") ?? 0,
            newAxis: try description.integer("new_axis_mask") ?? 0,
            shrunk: try description.integer("shrink_axis_mask") ?? 0)
    }

    /// What becomes of one axis.
    private struct Cut {
        /// nil for a new axis.
        var axis: Int?
        var start: Int?
        var step = 1
        var extent: Dimension
        var isShrunk = false
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        guard let shape = try inputs.require(0, "data").type.shape else { return [.declared(nil)] }
        _ = try inputs.require(1, "places to begin at")
        _ = try inputs.require(2, "sizes")
        guard let cuts = try cuts(of: shape, inputs) else { return [.declared(nil)] }
        return [.declared(TensorShape(cuts.filter { !$0.isShrunk }.map(\.extent)))]
    }

    private func cuts(of shape: TensorShape, _ inputs: Operands) throws(OperatorError) -> [Cut]? {
        guard let begins = inputs[1]?.integerList, let ends = inputs[2]?.integerList else { return nil }
        return name == "SLICE"
            ? try plainCuts(of: shape, begins, sizes: ends) : try stridedCuts(of: shape, begins, ends, inputs)
    }

    private func plainCuts(
        of shape: TensorShape, _ begins: [Dimension], sizes: [Dimension]
    ) throws(OperatorError) -> [Cut] {
        for (index, list) in [begins, sizes].enumerated() where list.count != shape.count {
            throw OperatorError(.input(index + 1), "expected \(shape.count) integers, found \(list.count)")
        }
        var cuts: [Cut] = []
        for axis in shape.indices {
            let extent = sizes[axis] == -1 ? shape[axis] - begins[axis] : sizes[axis]
            if let extent = extent.value, let begin = begins[axis].value, let room = shape[axis].value {
                let (end, overflow) = begin.addingReportingOverflow(extent)
                guard begin >= 0, extent >= 0, !overflow, end <= room else {
                    throw OperatorError(
                        .input(2), "expected a range within \(room) along axis \(axis), found \(extent) from \(begin)")
                }
            }
            cuts.append(Cut(axis: axis, start: begins[axis].value, extent: extent))
        }
        return cuts
    }

    private func stridedCuts(
        of shape: TensorShape, _ begins: [Dimension], _ ends: [Dimension], _ inputs: Operands
    ) throws(OperatorError) -> [Cut]? {
        guard let steps = inputs.integers(3), begins.count == ends.count, steps.count == begins.count,
            steps.count < 32
        else { return nil }
        let added = steps.indices.filter { isSet(masks.newAxis, $0) && !isSet(masks.ellipsis, $0) }.count
        let hasEllipsis = steps.indices.contains { isSet(masks.ellipsis, $0) }
        let open = shape.count - (steps.count - added - (hasEllipsis ? 1 : 0))
        guard open >= 0 else {
            throw OperatorError(.input(1), "expected at most \(shape.count) integers, found \(begins.count)")
        }
        var cuts: [Cut] = []
        var axis = 0
        func takeWhole(_ count: Int) {
            for _ in 0..<count {
                cuts.append(Cut(axis: axis, start: 0, extent: shape[axis]))
                axis += 1
            }
        }
        for index in steps.indices {
            if isSet(masks.ellipsis, index) {
                takeWhole(open)
            } else if isSet(masks.newAxis, index) {
                cuts.append(Cut(extent: 1))
            } else {
                cuts.append(
                    try cut(of: shape[axis], axis, index, from: begins[index], to: ends[index], by: steps[index]))
                axis += 1
            }
        }
        takeWhole(shape.count - axis)
        return cuts
    }

    private func isSet(_ mask: Int, _ index: Int) -> Bool { mask >> index & 1 == 1 }

    private func cut(
        of extent: Dimension, _ axis: Int, _ index: Int, from begin: Dimension, to end: Dimension, by step: Int
    ) throws(OperatorError) -> Cut {
        guard step != 0 else { throw OperatorError(.input(3), "expected a step other than 0, found 0") }
        if isSet(masks.shrunk, index) {
            let start = begin.value.flatMap { begin in extent.value.map { begin < 0 ? begin + $0 : begin } }
            if let start, let room = extent.value, !(0..<room).contains(start) {
                throw OperatorError(.input(1), "expected a place within \(room) along axis \(axis), found \(start)")
            }
            return Cut(axis: axis, start: start, extent: 1, isShrunk: true)
        }
        let isFromStart = isSet(masks.begin, index)
        let isToEnd = isSet(masks.end, index)
        guard let room = extent.value else {
            let isWhole = step == 1 && isToEnd && (isFromStart || begin == 0)
            return Cut(axis: axis, start: isWhole ? 0 : nil, extent: isWhole ? extent : .unknown)
        }
        guard isFromStart || begin.value != nil, isToEnd || end.value != nil else {
            return Cut(axis: axis, extent: .unknown)
        }
        let bounds = step > 0 ? 0...room : -1...max(-1, room - 1)
        let first = isFromStart ? (step > 0 ? 0 : room - 1) : Self.clamp(begin.value ?? 0, room, bounds)
        let last = isToEnd ? (step > 0 ? room : -1) : Self.clamp(end.value ?? 0, room, bounds)
        let distance = step > 0 ? last - first : first - last
        let count = distance > 0 ? (distance - 1) / Int(clamping: step.magnitude) + 1 : 0
        return Cut(axis: axis, start: first, step: step, extent: .fixed(count))
    }

    /// A place that may count from the back, held within bounds.
    private static func clamp(_ place: Int, _ extent: Int, _ bounds: ClosedRange<Int>) -> Int {
        min(max(place < 0 ? place &+ extent : place, bounds.lowerBound), bounds.upperBound)
    }

    public func outputElements(for inputs: Operands, outputs: [TensorType]) -> [Elements?] {
        guard let (shape, elements) = inputs[0]?.followed,
            let cuts = try? cuts(of: TensorShape(fixed: shape), inputs)
        else { return [] }
        var view = StridedView(shape)
        for cut in cuts {
            guard let axis = cut.axis else { continue }
            guard let start = cut.start, let extent = cut.extent.value else { return [] }
            view.extents[axis] = extent
            view.offset &+= start &* view.strides[axis]
            view.strides[axis] &*= cut.step
        }
        return [view.positions.map(elements.picking)]
    }
}
