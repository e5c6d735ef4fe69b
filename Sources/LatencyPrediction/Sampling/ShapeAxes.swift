import Glibc
import KernelFormation
import Measurements

/// What shapes of one kernel type differ in, and what values each axis may take.
struct ShapeAxes: Sendable {
    /// One number of a shape.
    private enum Axis {
        case size, inputs, outputs, kernel, stride
    }

    private let axes: [Axis]
    /// Whether the output has the input's channels.
    private let keepsChannels: Bool
    /// In LitePred's sampler, a depthwise convolution's channels are a multiple of 8.
    private let channelStep: Int
    private let kernels: [Int]
    private let strides: [Int]
    private let lowest: [Double]
    private let highest: [Double]

    /// The types that shapes are for.
    static let types: [KernelType] = [
        .add, .addRelu, .avgpool, .batchNorm, .conv, .dwconv, .fc, .globalAvgpool, .hswish, .maxpool, .relu, .se,
        .swish,
    ]

    /// - Parameter prior: of at least one shape.
    init(_ type: KernelType, prior: ShapePrior) {
        switch type {
        case .conv: axes = [.size, .inputs, .outputs, .kernel, .stride]
        case .fc: axes = [.inputs, .outputs]
        case .dwconv, .maxpool, .avgpool: axes = [.size, .inputs, .kernel, .stride]
        default: axes = [.size, .inputs]
        }
        keepsChannels = !(type == .conv || type == .fc)
        channelStep = type == .dwconv ? 8 : 1
        kernels = type == .dwconv ? [3, 5, 7] : Set(prior.shapes.map(\.kernel)).sorted()
        strides = Set(prior.shapes.map(\.stride)).sorted()
        let values = prior.shapes.map { [axes] shape in axes.map { Self.value($0, of: shape) } }
        lowest = axes.indices.map { axis in values.map { $0[axis] }.min() ?? 0 }
        highest = axes.indices.map { axis in values.map { $0[axis] }.max() ?? 1 }
    }

    var count: Int { axes.count }

    private static func value(_ axis: Axis, of shape: KernelShape) -> Double {
        switch axis {
        case .size: log2(Double(shape.size))
        case .inputs: log2(Double(shape.inputChannels))
        case .outputs: log2(Double(shape.outputChannels))
        case .kernel: Double(shape.kernel)
        case .stride: Double(shape.stride)
        }
    }

    /// The shape as numbers from 0 to 1: logarithms of sizes and channels, kernel and stride as they are.
    func scaled(_ shape: KernelShape) -> [Float] {
        axes.indices.map { index in
            let width = highest[index] - lowest[index]
            return width > 0 ? Float((Self.value(axes[index], of: shape) - lowest[index]) / width) : 0
        }
    }

    /// The shape that such numbers stand for.
    func shape(_ values: some Sequence<Float>) -> KernelShape {
        var shape = KernelShape(inputChannels: 1, outputChannels: 1)
        for (index, value) in values.enumerated() {
            let raw = lowest[index] + Double(min(max(value, 0), 1)) * (highest[index] - lowest[index])
            switch axes[index] {
            case .size: shape.size = max(Int(exp2(raw).rounded()), 1)
            case .inputs: shape.inputChannels = channels(raw)
            case .outputs: shape.outputChannels = channels(raw)
            case .kernel: shape.kernel = Self.nearest(raw, of: kernels)
            case .stride: shape.stride = Self.nearest(raw, of: strides)
            }
        }
        return settled(shape)
    }

    /// The shape with channels scaled by factors, and all else as it is.
    func scaling(_ shape: KernelShape, inputs: Double, outputs: Double) -> KernelShape {
        var result = shape
        result.inputChannels = channels(log2(Double(shape.inputChannels) * inputs))
        result.outputChannels = channels(log2(Double(shape.outputChannels) * outputs))
        return settled(result)
    }

    private func channels(_ logarithm: Double) -> Int {
        let whole = max(Int(exp2(logarithm).rounded()), 1)
        return (whole + channelStep - 1) / channelStep * channelStep
    }

    private func settled(_ shape: KernelShape) -> KernelShape {
        var shape = shape
        if keepsChannels { shape.outputChannels = shape.inputChannels }
        return shape
    }

    private static func nearest(_ value: Double, of values: [Int]) -> Int {
        values.min { abs(Double($0) - value) < abs(Double($1) - value) } ?? 1
    }
}
