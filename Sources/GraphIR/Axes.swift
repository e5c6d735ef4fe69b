extension Int {
    /// This axis counted from the front, where negative ones count from the back.
    func axis(ofRank rank: Int, _ part: OperatorError.Part) throws(OperatorError) -> Int {
        guard rank > 0 else { throw OperatorError(part, "expected no axis of a scalar, found \(self)") }
        guard (-rank..<rank).contains(self) else {
            throw OperatorError(part, "expected an axis from \(-rank) to \(rank - 1), found \(self)")
        }
        return self < 0 ? self + rank : self
    }
}

extension [Int] {
    /// These axes counted from the front; each may stand once.
    func axes(ofRank rank: Int, _ part: OperatorError.Part) throws(OperatorError) -> [Int] {
        if count == 1 { return [try self[0].axis(ofRank: rank, part)] }
        var isSeen = Array<Bool>(repeating: false, count: Swift.max(0, rank))
        var axes = self
        for (index, number) in enumerated() {
            let axis = try number.axis(ofRank: rank, part)
            guard !isSeen[axis] else {
                throw OperatorError(part, "expected each axis once, found \(number) again")
            }
            isSeen[axis] = true
            axes[index] = axis
        }
        return axes
    }
}

extension TensorShape {
    /// Checks the rank.
    func requireRank(_ rank: Int, _ input: Int) throws(OperatorError) {
        guard count == rank else { throw OperatorError(.input(input), "expected rank \(rank), found \(count)") }
    }

    /// Checks the rank from below.
    func requireRank(atLeast rank: Int, _ input: Int) throws(OperatorError) {
        guard count >= rank else {
            throw OperatorError(.input(input), "expected rank \(rank) or more, found \(count)")
        }
    }

    /// The shape that all the given ones broadcast to, axis by axis from the last: extents agree or are 1.
    ///
    /// https://github.com/onnx/onnx/blob/v1.22.0/docs/Broadcasting.md. A symbol beside a 1 stays; beside a number, the
    /// number holds.
    static func broadcast(_ shapes: [TensorShape]) throws(OperatorError) -> TensorShape {
        guard let first = shapes.first else { return [] }
        if shapes.dropFirst().allSatisfy({ $0 == first }) { return first }
        let rank = shapes.reduce(0) { Swift.max($0, $1.count) }
        var result = TensorShape()
        for axis in 0..<rank { result.append(try broadcast(shapes, axis: axis, rank: rank)) }
        return result
    }

    private static func broadcast(
        _ shapes: [TensorShape], axis: Int, rank: Int
    ) throws(OperatorError) -> Dimension {
        var number = 1
        var open: Dimension?
        for (input, shape) in shapes.enumerated() where axis >= rank - shape.count {
            let dimension = shape[axis - (rank - shape.count)]
            guard let extent = dimension.value else {
                open = open == nil || open == dimension ? dimension : .unknown
                continue
            }
            guard extent == 1 || number == 1 || extent == number else {
                throw OperatorError(.input(input), "expected 1 or \(number) along axis \(axis), found \(extent)")
            }
            if extent != 1 { number = extent }
        }
        if number == 1, let open { return open }
        return .fixed(number)
    }
}
