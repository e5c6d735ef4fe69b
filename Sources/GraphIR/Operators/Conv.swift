/// A convolution over any number of spatial axes, with strides, dilations and groups.
///
/// Depthwise where `groups` equals the input's channels. Inputs: X (N, C, D₁…Dₙ), W (M, C/groups, K₁…Kₙ), and an
/// optional bias B (M). Output: (N, M, O₁…Oₙ) with Oᵢ = ⌊(Dᵢ + padding − dilation·(Kᵢ − 1) − 1) / stride⌋ + 1.
///
/// ONNX `Conv`, opsets 1, 11 and 22, one meaning throughout: https://onnx.ai/onnx/operators/onnx__Conv.html.
public struct Conv: Operator {
    public static let names = ["Conv"]

    public let window: Window
    public let groups: Int

    public init(_ description: OperatorDescription) throws(OperatorError) {
        try self.init(window: Window(description), groups: try description.integer("group") ?? 1)
    }

    public init(window: Window, groups: Int = 1) throws(OperatorError) {
        try [groups].requirePositive("group", count: 1)
        self.window = window
        self.groups = groups
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let data = try inputs.require(0, "data").type
        let weights = try inputs.require(1, "weights").type
        guard let shape = data.shape, let kernel = weights.shape else { return [TensorType(data.element, nil)] }
        try shape.requireRank(atLeast: 3, 0)
        try kernel.requireRank(shape.count, 1)
        let channels = kernel[1] * .fixed(groups)
        guard !shape[1].contradicts(channels) else {
            throw OperatorError(.input(0), "expected \(channels) channels, found \(shape[1])")
        }
        var output: TensorShape = [shape[0], kernel[0]]
        try window.append(outputExtentsOf: shape, from: 2, to: &output) { kernel[$0 + 2] }
        return [TensorType(data.element, output)]
    }

    public func cost(inputs: Operands, outputs: [TensorType]) -> Cost? {
        guard let weights = inputs[1]?.type.elementCount, let filters = inputs.shape(1)?.first?.value,
            filters > 0, let parameters = inputs.parameterCount(1...2),
            let macs = outputs.first?.elementCount?.product(with: weights / filters)
        else { return nil }
        return Cost(multiplyAccumulates: macs, parameters: parameters)
    }
}
