/// How a convolution or a pool moves over its spatial axes: strides, dilations, padding and rounding.
///
/// ONNX attributes `strides`, `dilations`, `pads`, `auto_pad` and `ceil_mode`; what the file leaves out is 1, 1, none,
/// NOTSET and floor.
public struct Window: Sendable, Hashable {
    /// One per spatial axis, or empty where all are 1, as are the dilations.
    public let strides: [Int]
    public let dilations: [Int]
    public let padding: Padding
    /// Whether a last, partial window counts.
    public let roundsUp: Bool

    public init(strides: [Int] = [], dilations: [Int] = [], padding: Padding = .none, roundsUp: Bool = false) {
        self.strides = strides
        self.dilations = dilations
        self.padding = padding
        self.roundsUp = roundsUp
    }

    /// Reads and checks the attributes.
    public init(_ description: OperatorDescription) throws(OperatorError) {
        let strides = try description.integers("strides") ?? []
        try strides.requirePositive("strides")
        let dilations = try description.integers("dilations") ?? []
        try dilations.requirePositive("dilations")
        self.init(
            strides: strides, dilations: dilations, padding: try Self.padding(description),
            roundsUp: try description.integer("ceil_mode") == 1)
    }

    private static func padding(_ description: OperatorDescription) throws(OperatorError) -> Padding {
        switch try description.string("auto_pad") ?? "NOTSET" {
        case "SAME_UPPER": return .same
        case "SAME_LOWER": return .sameLower
        case "VALID": return .none
        case "NOTSET", "": break
        case let other:
            throw OperatorError(
                .attribute("auto_pad"), "expected NOTSET, SAME_UPPER, SAME_LOWER or VALID, found \"\(other)\"")
        }
        let pads = try description.integers("pads") ?? []
        guard pads.count.isMultiple(of: 2) else {
            throw OperatorError(.attribute("pads"), "expected two integers per axis, found \(pads.count)")
        }
        for pad in pads where !(0...Dimension.limit).contains(pad) {
            throw OperatorError(.attribute("pads"), "expected 0 to \(Dimension.limit), found \(pad)")
        }
        return .explicit(before: Array(pads.prefix(pads.count / 2)), after: Array(pads.suffix(pads.count / 2)))
    }

    public func stride(_ axis: Int) -> Int { strides.isEmpty ? 1 : strides[axis] }
    public func dilation(_ axis: Int) -> Int { dilations.isEmpty ? 1 : dilations[axis] }

    /// The input elements that one window spans along an axis: dilation · (kernel − 1) + 1.
    public func reach(kernel: Int, axis: Int) -> Int { dilation(axis) * (kernel - 1) + 1 }

    /// The output's spatial extents for the input's and the kernel's, axis by axis.
    func outputExtents(
        of input: some Collection<Dimension>, kernel: some Collection<Dimension>
    ) throws(OperatorError) -> TensorShape {
        let (input, kernel) = (TensorShape(input), TensorShape(kernel))
        var extents = TensorShape()
        try append(outputExtentsOf: input, from: 0, to: &extents) { $0 < kernel.count ? kernel[$0] : .unknown }
        return extents
    }

    /// Adds the output's spatial extents behind those that a shape has already.
    ///
    /// - Parameters:
    ///   - first: the input's first spatial axis; all behind it are spatial too.
    ///   - kernel: the kernel's extent along each spatial axis.
    func append(
        outputExtentsOf input: TensorShape, from first: Int, to extents: inout TensorShape,
        kernel: (Int) -> Dimension
    ) throws(OperatorError) {
        let rank = input.count - first
        try requireRank(rank)
        for axis in 0..<rank {
            guard let size = kernel(axis).value, let extent = input[first + axis].value else {
                extents.append(.unknown)
                continue
            }
            extents.append(.fixed(try outputExtent(of: extent, kernel: size, axis: axis)))
        }
    }

    /// Checks that every list has an entry for each of that many spatial axes.
    func requireRank(_ rank: Int) throws(OperatorError) {
        try require(strides.count, of: rank, "strides")
        try require(dilations.count, of: rank, "dilations")
        if case .explicit(let before, _) = padding, !before.isEmpty, before.count != rank {
            throw OperatorError(.attribute("pads"), "expected \(2 * rank) integers, found \(2 * before.count)")
        }
    }

    private func require(_ count: Int, of rank: Int, _ name: String) throws(OperatorError) {
        guard count == 0 || count == rank else {
            throw OperatorError(.attribute(name), "expected \(rank) integers, found \(count)")
        }
    }

    private func outputExtent(of extent: Int, kernel: Int, axis: Int) throws(OperatorError) -> Int {
        guard kernel > 0 else { throw OperatorError(.inputs, "expected a window of at least 1, found \(kernel)") }
        let stride = stride(axis)
        let reach = reach(kernel: kernel, axis: axis)
        let (before, after) = padding.amounts(extent: extent, reach: reach, stride: stride, axis: axis)
        let room = extent + before + after - reach
        guard room >= 0 else {
            throw OperatorError(
                .input(0), "expected at least \(reach) along axis \(axis + 2), found \(room + reach) with padding")
        }
        guard roundsUp else { return room / stride + 1 }
        // A window that would start in the padding behind the input does not count.
        let count = (room + stride - 1) / stride + 1
        return (count - 1) * stride >= extent + before ? count - 1 : count
    }
}

extension [Int] {
    /// Checks the attribute's length, where one is asked for, and that every number is from 1 to the limit.
    func requirePositive(_ attribute: String, count expected: Int? = nil) throws(OperatorError) {
        guard count == expected ?? count else {
            throw OperatorError(.attribute(attribute), "expected \(expected ?? 0) integers, found \(count)")
        }
        for value in self where !(1...Dimension.limit).contains(value) {
            throw OperatorError(.attribute(attribute), "expected 1 to \(Dimension.limit), found \(value)")
        }
    }
}
