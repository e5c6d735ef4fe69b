/// A convolution's gradient over its input, used to enlarge: each input element adds a scaled window to the output.
///
/// Inputs: X (N, C, D₁…Dₙ), W (C, M/groups, K₁…Kₙ), and an optional bias B (M). Output: (N, M, O₁…Oₙ) with
/// Oᵢ = stride·(Dᵢ − 1) + dilation·(Kᵢ − 1) + 1 + output padding − padding.
///
/// ONNX `ConvTranspose`, opsets 1, 11 and 22, one meaning throughout:
/// https://onnx.ai/onnx/operators/onnx__ConvTranspose.html.
public struct ConvTranspose: Operator {
    public static let names = ["ConvTranspose"]

    public let window: Window
    public let groups: Int
    /// Elements added at the end of each spatial axis; empty adds none.
    public let outputPadding: [Int]
    /// The output's spatial extents, where the file asks for them; the padding follows.
    public let outputExtents: [Int]?

    public init(_ description: OperatorDescription) throws(OperatorError) {
        window = try Window(description)
        groups = try description.integer("group") ?? 1
        try [groups].requirePositive("group", count: 1)
        outputPadding = try description.integers("output_padding") ?? []
        for padding in outputPadding where !(0...Dimension.limit).contains(padding) {
            throw OperatorError(.attribute("output_padding"), "expected 0 to \(Dimension.limit), found \(padding)")
        }
        outputExtents = try description.integers("output_shape")
        try outputExtents?.requirePositive("output_shape")
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let data = try inputs.require(0, "data").type
        let weights = try inputs.require(1, "weights").type
        guard let shape = data.shape, let kernel = weights.shape else { return [TensorType(data.element, nil)] }
        try shape.requireRank(atLeast: 3, 0)
        try kernel.requireRank(shape.count, 1)
        guard !shape[1].contradicts(kernel[0]) else {
            throw OperatorError(.input(0), "expected \(kernel[0]) channels, found \(shape[1])")
        }
        let spatial = try extents(of: shape.dropFirst(2), kernel: kernel.dropFirst(2))
        return [TensorType(data.element, [shape[0], kernel[1] * .fixed(groups)] + spatial)]
    }

    private func extents(
        of input: some Collection<Dimension>, kernel: some Collection<Dimension>
    ) throws(OperatorError) -> TensorShape {
        try window.requireRank(input.count)
        for (name, count) in [("output_padding", outputPadding.count), ("output_shape", outputExtents?.count ?? 0)] {
            guard count == 0 || count == input.count else {
                throw OperatorError(.attribute(name), "expected \(input.count) integers, found \(count)")
            }
        }
        if let outputExtents, !outputExtents.isEmpty { return TensorShape(fixed: outputExtents) }
        var extents = TensorShape()
        for (axis, (extent, size)) in zip(input, kernel).enumerated() {
            extents.append(try self.extent(of: extent, kernel: size, axis: axis))
        }
        return extents
    }

    private func extent(of extent: Dimension, kernel: Dimension, axis: Int) throws(OperatorError) -> Dimension {
        let stride = Dimension.fixed(window.stride(axis))
        guard case .explicit(let before, let after) = window.padding else { return extent * stride }
        let reach = Dimension.fixed(window.dilation(axis)) * (kernel - 1) + 1
        let extra = Dimension.fixed(outputPadding.isEmpty ? 0 : outputPadding[axis])
        let padding = before.isEmpty ? 0 : Dimension.fixed(before[axis]) + .fixed(after[axis])
        let result = stride * (extent - 1) + reach + extra - padding
        if let value = result.value, value < 0 {
            throw OperatorError(
                .attribute("pads"), "expected at most \(result + padding) along axis \(axis + 2), found \(padding)")
        }
        return result
    }

    public func cost(inputs: Operands, outputs: [TensorType]) -> Cost? {
        guard let data = inputs[0]?.type.elementCount, let channels = inputs.shape(1)?.first?.value, channels > 0,
            let weights = inputs[1]?.type.elementCount, let parameters = inputs.parameterCount(1...2),
            let macs = data.product(with: weights / channels)
        else { return nil }
        return Cost(multiplyAccumulates: macs, parameters: parameters)
    }
}
