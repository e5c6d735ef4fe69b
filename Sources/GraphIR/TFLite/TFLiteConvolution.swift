/// A convolution over an image whose channels come last, with a bias and a fused activation.
///
/// Inputs: X (N, D₁…Dₙ, C), weights, and an optional bias (M). The weights of `CONV_2D` are (M, K₁, K₂, C/groups), the
/// groups being what that gives; of `DEPTHWISE_CONV_2D` (1, K₁, K₂, M), a group per channel; of `CONV_3D`
/// (K₁, K₂, K₃, C, M). Output: (N, O₁…Oₙ, M).
///
/// tensorflow/lite/kernels/conv.cc, depthwise_conv.cc, conv3d.cc.
public struct TFLiteConvolution: ActivatedOperator, WindowedOperator {
    public static let names = ["CONV_2D", "CONV_3D", "DEPTHWISE_CONV_2D"]

    public let name: String
    public let window: Window
    public let fusedActivation: String?

    public init(_ description: OperatorDescription) throws(OperatorError) {
        name = description.name
        let axes = name == "CONV_3D" ? ["d", "h", "w"] : ["h", "w"]
        window = try description.window(
            strides: axes.map { "stride_\($0)" }, dilations: axes.map { "dilation_\($0)_factor" })
        fusedActivation = try description.fusedActivation()
    }

    /// The parts of the weights' shape.
    private func weights(_ shape: TensorShape) -> (kernel: TensorShape, inputs: Dimension, outputs: Dimension) {
        switch name {
        case "CONV_2D": (TensorShape(shape[1...2]), shape[3], shape[0])
        case "CONV_3D": (TensorShape(shape[..<3]), shape[3], shape[4])
        default: (TensorShape(shape[1...2]), 1, shape[3])
        }
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let data = try inputs.require(0, "data").type.shape
        let filter = try inputs.require(1, "weights").type.shape
        guard let data, let filter else { return [.declared(nil)] }
        let rank = name == "CONV_3D" ? 5 : 4
        try data.requireRank(rank, 0)
        try filter.requireRank(rank, 1)
        let (kernel, channels, filters) = weights(filter)
        try check(data[rank - 1], channels, filters)
        let spatial = try window.outputExtents(of: data[1..<(rank - 1)], kernel: kernel)
        return [.declared([data[0]] + spatial + [filters])]
    }

    private func check(
        _ found: Dimension, _ channels: Dimension, _ filters: Dimension
    ) throws(OperatorError) {
        guard let found = found.value, let channels = channels.value, let filters = filters.value else { return }
        if name == "DEPTHWISE_CONV_2D" {
            guard found > 0, filters.isMultiple(of: found) else {
                throw OperatorError(.input(1), "expected a multiple of \(found) filters, found \(filters)")
            }
        } else if channels == 0 || found == 0 || !found.isMultiple(of: channels) {
            throw OperatorError(.input(0), "expected a multiple of \(channels) channels, found \(found)")
        }
    }

    public func placement(for inputs: Operands) -> WindowPlacement? {
        guard let data = inputs.shape(0), let filter = inputs.shape(1), data.count == filter.count,
            data.count == (name == "CONV_3D" ? 5 : 4)
        else { return nil }
        let (kernel, channels, _) = weights(filter)
        let found = data[data.count - 1].value ?? 1
        return WindowPlacement(
            window: window, kernel: kernel, groups: max(1, found / max(1, channels.value ?? found)),
            image: TensorShape(data[1..<(data.count - 1)]))
    }

    public func cost(inputs: Operands, outputs: [TensorType]) -> Cost? {
        guard let filter = inputs.shape(1), let elements = inputs[1]?.type.elementCount,
            let filters = weights(filter).outputs.value, filters > 0, let parameters = inputs.parameterCount(1...2),
            let macs = outputs.first?.elementCount?.product(with: elements / filters)
        else { return nil }
        return Cost(multiplyAccumulates: macs, parameters: parameters)
    }
}
