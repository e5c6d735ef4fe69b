/// A part of a blob, or its parts one after the other along an axis; and blobs joined along one.
///
/// ncnn src/layer/concat.cpp, crop.cpp, slice.cpp.
public struct NCNNCrop: NCNNLayer {
    public static let names = ["Concat", "Crop", "Slice"]

    private enum Part: Hashable {
        case concat(axis: Int)
        /// Offsets and extents, of which −233 is what is left, outermost axis last: w, h, d, c; or starts, ends and
        /// axes.
        case crop(offsets: [Int], extents: [Int], ends: [Int])
        case ranges(starts: [Int], ends: [Int], axes: [Int])
        case slice(axis: Int, extents: [Int], indices: [Int]?)
    }

    private let part: Part
    private let outputCount: Int

    public init(_ description: OperatorDescription) throws(OperatorError) {
        outputCount = description.outputCount
        switch description.name {
        case "Concat": part = .concat(axis: try description.ncnnAxis(0))
        case "Slice":
            part = .slice(
                axis: try description.ncnnAxis(1), extents: try description.ncnnList(0) ?? [],
                indices: try description.ncnnList(2))
        default: part = try Self.crop(description)
        }
    }

    private static func crop(_ description: OperatorDescription) throws(OperatorError) -> Part {
        if let starts = try description.ncnnList(9), let ends = try description.ncnnList(10) {
            let axes = try description.ncnnList(11) ?? Array(starts.indices)
            guard starts.count == ends.count, starts.count == axes.count else {
                throw OperatorError(
                    .attribute("9"),
                    "expected as many starts as ends and axes, found \(starts.count), \(ends.count) "
                        + "and \(axes.count)")
            }
            return .ranges(starts: starts, ends: ends, axes: axes)
        }
        var lists: [[Int]] = []
        for (keys, fallback) in [([0, 1, 13, 2], 0), ([3, 4, 14, 5], 0), ([6, 7, 15, 8], 0)] {
            var list: [Int] = []
            for key in keys { list.append(try description.ncnn(key, default: fallback)) }
            lists.append(list)
        }
        return .crop(offsets: lists[0], extents: lists[1], ends: lists[2])
    }

    public var onnxName: String {
        switch part {
        case .concat: "Concat"
        case .slice: "Split"
        default: "Slice"
        }
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let type = try inputs.require(0, "data").type
        guard let shape = type.shape else { return Array(repeating: type, count: max(1, outputCount)) }
        let shapes: [TensorShape] =
            switch part {
            case .concat(let axis): [try joined(inputs, axis)]
            case .slice(let axis, let extents, let indices): try slices(shape, axis, extents, indices)
            case .ranges(let starts, let ends, let axes): [try ranges(shape, starts, ends, axes)]
            case .crop(let offsets, let extents, let ends):
                [
                    inputs.count > 1
                        ? referenced(shape, inputs.shape(1)) : try cropped(shape, offsets, extents, ends)
                ]
            }
        return shapes.map { TensorType(type.element, $0) }
    }

    private func joined(_ inputs: Operands, _ axis: Int) throws(OperatorError) -> TensorShape {
        var result = TensorShape()
        for index in 0..<inputs.count {
            guard let shape = try inputs.require(index, "data").type.shape else { return [] }
            guard !result.isEmpty else {
                result = shape
                continue
            }
            try shape.requireRank(result.count, index)
            let axis = try axis.axis(ofRank: shape.count, .attribute("0"))
            for other in result.indices where other != axis && result[other].contradicts(shape[other]) {
                throw OperatorError(
                    .input(index), "expected \(result[other]) along axis \(other), found \(shape[other])")
            }
            result[axis] = result[axis] + shape[axis]
        }
        return result
    }

    private func slices(
        _ shape: TensorShape, _ axis: Int, _ extents: [Int], _ indices: [Int]?
    ) throws(OperatorError) -> [TensorShape] {
        let axis = try axis.axis(ofRank: shape.count, .attribute("1"))
        var left = shape[axis]
        var start = 0
        var result: [TensorShape] = []
        for place in 0..<outputCount {
            var part = left
            if let indices {
                if indices.indices.contains(place) {
                    part = .fixed(indices[place] - start)
                    start = indices[place]
                }
            } else if extents.indices.contains(place), extents[place] != OperatorDescription.ncnnAbsent {
                part = .fixed(extents[place])
            } else {
                part = left / .fixed(outputCount - place)
            }
            if let part = part.value, let left = left.value, !(0...left).contains(part) {
                throw OperatorError(.attribute("0"), "expected 0 to \(left) along axis \(axis), found \(part)")
            }
            left = left - part
            var slice = shape
            slice[axis] = part
            result.append(slice)
        }
        return result
    }

    private func ranges(
        _ shape: TensorShape, _ starts: [Int], _ ends: [Int], _ axes: [Int]
    ) throws(OperatorError) -> TensorShape {
        var result = shape
        for (place, axis) in axes.enumerated() {
            let axis = try (axis < 0 ? axis : axis + 1).axis(ofRank: shape.count, .attribute("11"))
            guard let extent = shape[axis].value else {
                result[axis] = .unknown
                continue
            }
            let start = starts[place] < 0 ? starts[place] + extent : starts[place]
            let end = min(ends[place] > 0 ? ends[place] : ends[place] + extent, extent)
            guard (0...extent).contains(start), start <= end else {
                throw OperatorError(
                    .attribute("9"), "expected a range within \(extent) along axis \(axis), found \(start) to \(end)")
            }
            result[axis] = .fixed(end - start)
        }
        return result
    }

    /// The extents of the blob that is given as a pattern.
    private func referenced(_ shape: TensorShape, _ pattern: TensorShape?) -> TensorShape {
        guard let pattern, pattern.count == shape.count else { return TensorShape(unknownOfRank: shape.count) }
        return pattern
    }

    private func cropped(
        _ shape: TensorShape, _ offsets: [Int], _ extents: [Int], _ ends: [Int]
    ) throws(OperatorError) -> TensorShape {
        var result = shape
        // Outermost axis last; without a depth the third is the channels.
        let keys = shape.count == 5 ? [0, 1, 2, 3] : [0, 1, 3]
        for (place, key) in keys.prefix(shape.count - 1).enumerated() {
            let axis = shape.count - 1 - place
            let isGiven = extents[key] != 0 && extents[key] != OperatorDescription.ncnnAbsent
            let part = isGiven ? .fixed(extents[key]) : shape[axis] - .fixed(offsets[key]) - .fixed(max(0, ends[key]))
            if let part = part.value, let extent = shape[axis].value, !(0...extent).contains(part) {
                throw OperatorError(.inputs, "expected a part within \(extent) along axis \(axis), found \(part)")
            }
            result[axis] = part
        }
        return result
    }
}
