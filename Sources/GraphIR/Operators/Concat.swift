/// Tensors joined along an axis.
///
/// Inputs: any number from one, of extents that differ along that axis only. Output: the extents along it summed.
///
/// ONNX `Concat`, opsets 1 (where `axis` is 1 if left out), 4, 11 (negative axes) and 13:
/// https://onnx.ai/onnx/operators/onnx__Concat.html.
public struct Concat: Operator {
    public static let names = ["Concat"]

    public let axis: Int

    public init(_ description: OperatorDescription) throws(OperatorError) {
        axis =
            try description.opset < 4
            ? description.integer("axis") ?? 1 : description.requiredInteger("axis")
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let first = try inputs.require(0, "data").type
        if let extent = try joinedExtent(inputs) { return [TensorType(first.element, [extent])] }
        var result: TensorShape?
        for index in 0..<inputs.count {
            // An input of unknown rank leaves the extent along the axis open.
            let shape = try inputs.require(index, "data").type.shape
            result = try join(result, shape, index)
        }
        guard var result else { return [TensorType(first.element, nil)] }
        if (0..<inputs.count).contains(where: { inputs.shape($0) == nil }) {
            result[try axis.axis(ofRank: result.count, .attribute("axis"))] = .unknown
        }
        return [TensorType(first.element, result)]
    }

    /// The sum of the extents of lists; nil where one input is none.
    private func joinedExtent(_ inputs: Operands) throws(OperatorError) -> Dimension? {
        var sum: Dimension = 0
        for index in 0..<inputs.count {
            guard let shape = try inputs.require(index, "data").type.shape, shape.count == 1 else { return nil }
            sum = sum + shape[0]
        }
        _ = try axis.axis(ofRank: 1, .attribute("axis"))
        return sum
    }

    private func join(
        _ current: TensorShape?, _ next: TensorShape?, _ index: Int
    ) throws(OperatorError) -> TensorShape? {
        guard let next else { return current }
        let axis = try axis.axis(ofRank: next.count, .attribute("axis"))
        guard var current else { return next }
        try next.requireRank(current.count, index)
        for other in current.indices {
            guard other != axis else {
                current[other] = current[other] + next[other]
                continue
            }
            guard !current[other].contradicts(next[other]) else {
                throw OperatorError(
                    .input(index), "expected \(current[other]) along axis \(other), found \(next[other])")
            }
            current[other] = current[other].merged(with: next[other])
        }
        return current
    }

    public func outputElements(for inputs: Operands, outputs: [TensorType]) -> [Elements?] {
        guard let count = outputs.first?.elementCount, count <= Elements.limit, let rank = inputs.shape(0)?.count,
            let axis = try? axis.axis(ofRank: rank, .attribute("axis"))
        else { return [] }
        if rank == 1, let list = joinedIntegers(inputs, count: count) { return [.integers(list)] }
        // All elements, one input after the other, and how many of each input follow each other in the output.
        var all: Elements?
        var runs: [Int] = []
        for operand in inputs.all {
            guard let (shape, elements) = operand?.openlyFollowed else { return [] }
            if let first = all {
                guard let joined = first.appending(elements) else { return [] }
                all = joined
            } else {
                all = elements
            }
            runs.append(shape[axis...].reduce(1, &*))
        }
        guard let all, count > 0, runs.reduce(0, +) != count else { return [all] }
        return [all.picking(interleaved(runs, count: count))]
    }

    /// Lists of integers, one after the other: what shapes are put together from.
    private func joinedIntegers(_ inputs: Operands, count: Int) -> [Dimension]? {
        var joined: [Dimension] = []
        joined.reserveCapacity(count)
        for index in 0..<inputs.count {
            guard let operand = inputs[index], operand.type.element.isInteger, let list = operand.integerList else {
                return nil
            }
            joined += list
        }
        return joined.count == count ? joined : nil
    }

    /// The positions of the output's elements among those of all inputs, taken in turns.
    private func interleaved(_ runs: [Int], count: Int) -> [Int] {
        let period = runs.reduce(0, +)
        var positions: [Int] = []
        for turn in 0..<(count / period) {
            var start = 0
            for run in runs {
                positions += (start + turn * run)..<(start + (turn + 1) * run)
                start += run * (count / period)
            }
        }
        return positions
    }
}
