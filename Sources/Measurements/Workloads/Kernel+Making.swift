public import KernelFormation

/// Kernels as published tables name them: square images of 32-bit numbers, whose costs follow from their sizes.
extension Kernel {
    /// A kernel as LitePred and nn-Meter describe it; nil for a type that they do not know.
    public init?(_ type: KernelType, _ shape: KernelShape) {
        let (side, channels) = (shape.size, shape.inputChannels)
        switch type {
        case .conv, .dwconv:
            let isDepthwise = type == .dwconv
            self = .convolution(
                size: side, inputs: channels, outputs: isDepthwise ? channels : shape.outputChannels,
                kernel: shape.kernel, stride: shape.stride, groups: isDepthwise ? channels : 1)
        case .fc: self = .dense(inputs: channels, outputs: shape.outputChannels)
        case .maxpool, .avgpool:
            self = .pool(
                type, size: side, output: (side + shape.stride - 1) / shape.stride, channels: channels,
                kernel: shape.kernel, stride: shape.stride)
        case .add, .addRelu, .batchNorm, .globalAvgpool, .hswish, .relu, .se, .swish:
            self = .pointwise(
                type, type.rawValue, height: side, width: side, channels: channels,
                inputCount: type == .add || type == .addRelu ? 2 : 1)
        default: return nil
        }
    }

    private init(_ type: KernelType, _ operation: String, _ configuration: KernelConfiguration) {
        self.init(type: type, anchor: nil, nodes: [], rule: "", configuration: configuration)
        self.configuration.operation = operation
        let inputs = configuration.inputHeight * configuration.inputWidth * configuration.inputChannels
        let outputs = configuration.outputHeight * configuration.outputWidth * configuration.outputChannels
        self.configuration.bytesRead = 4 * (inputs * configuration.inputCount + configuration.parameters)
        self.configuration.bytesWritten = 4 * outputs
    }

    /// A convolution of any groups to an image of `output` places a side, padded by as much as that takes; without it
    /// only the stride changes the size.
    static func convolution(
        size: Int, output: Int? = nil, inputs: Int, outputs: Int, kernel: Int, stride: Int, groups: Int = 1,
        tail: [String] = []
    ) -> Kernel {
        var configuration = KernelConfiguration()
        let side = output ?? (size + stride - 1) / stride
        (configuration.inputHeight, configuration.inputWidth, configuration.inputChannels) = (size, size, inputs)
        (configuration.outputHeight, configuration.outputWidth, configuration.outputChannels) = (side, side, outputs)
        (configuration.kernelHeight, configuration.kernelWidth) = (kernel, kernel)
        (configuration.strideHeight, configuration.strideWidth) = (stride, stride)
        let padding = max((side - 1) * stride + kernel - size, 0)
        (configuration.padTop, configuration.padLeft) = (padding / 2, padding / 2)
        (configuration.padBottom, configuration.padRight) = (padding - padding / 2, padding - padding / 2)
        configuration.groups = groups
        configuration.tail = tail
        let weights = kernel * kernel * (inputs / groups) * outputs
        configuration.parameters = weights + outputs
        configuration.multiplyAccumulates = side * side * weights
        let isDepthwise = groups > 1 && groups == inputs && groups == outputs
        return Kernel(isDepthwise ? .dwconv : groups > 1 ? .groupconv : .conv, "conv", configuration)
    }

    /// (rows, inputs) × weights (inputs, outputs).
    static func dense(rows: Int = 1, inputs: Int, outputs: Int) -> Kernel {
        var configuration = matrix(rows: rows, inputs: inputs, outputs: outputs)
        configuration.parameters = inputs * outputs + outputs
        return Kernel(.fc, "fully_connected", configuration)
    }

    /// `batch` products (rows, inputs) × (inputs, outputs) of activations.
    static func product(batch: Int, rows: Int, inputs: Int, outputs: Int) -> Kernel {
        var configuration = matrix(rows: rows, inputs: inputs, outputs: outputs)
        configuration.batch = batch
        configuration.multiplyAccumulates *= batch
        return Kernel(.matmul, "matmul", configuration)
    }

    private static func matrix(rows: Int, inputs: Int, outputs: Int) -> KernelConfiguration {
        var configuration = KernelConfiguration()
        (configuration.inputHeight, configuration.inputChannels) = (rows, inputs)
        (configuration.outputHeight, configuration.outputChannels) = (rows, outputs)
        configuration.multiplyAccumulates = rows * inputs * outputs
        return configuration
    }

    /// A kernel that reads an image and writes one of the same size, or of one place where it reduces.
    static func pointwise(
        _ type: KernelType, _ operation: String, height: Int, width: Int, channels: Int, inputCount: Int = 1
    ) -> Kernel {
        var configuration = KernelConfiguration()
        (configuration.inputHeight, configuration.inputWidth, configuration.inputChannels) = (height, width, channels)
        let isReduced = type == .globalAvgpool
        configuration.outputHeight = isReduced ? 1 : height
        configuration.outputWidth = isReduced ? 1 : width
        configuration.outputChannels = channels
        configuration.inputCount = inputCount
        return Kernel(type, operation, configuration)
    }

    /// An image with a border of zeros.
    static func padding(size: Int, border: Int, channels: Int) -> Kernel {
        var configuration = KernelConfiguration()
        let side = size + 2 * border
        (configuration.inputHeight, configuration.inputWidth, configuration.inputChannels) = (size, size, channels)
        (configuration.outputHeight, configuration.outputWidth, configuration.outputChannels) = (side, side, channels)
        return Kernel(.pad, "pad", configuration)
    }

    /// A pooling window, not padded.
    static func pool(_ type: KernelType, size: Int, output side: Int, channels: Int, kernel: Int, stride: Int) -> Kernel
    {
        var configuration = KernelConfiguration()
        (configuration.inputHeight, configuration.inputWidth, configuration.inputChannels) = (size, size, channels)
        (configuration.outputHeight, configuration.outputWidth, configuration.outputChannels) = (side, side, channels)
        (configuration.kernelHeight, configuration.kernelWidth) = (kernel, kernel)
        (configuration.strideHeight, configuration.strideWidth) = (stride, stride)
        return Kernel(type, "pool", configuration)
    }
}
