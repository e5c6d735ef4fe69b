public import KernelFormation

/// What LitePred and nn-Meter tell a kernel of one type by.
public struct KernelShape: Sendable, Hashable {
    /// Rows and columns of the square input.
    public var size: Int
    public var inputChannels: Int
    public var outputChannels: Int
    public var kernel: Int
    public var stride: Int

    public init(size: Int = 1, inputChannels: Int, outputChannels: Int, kernel: Int = 1, stride: Int = 1) {
        self.size = size
        self.inputChannels = inputChannels
        self.outputChannels = outputChannels
        self.kernel = kernel
        self.stride = stride
    }

    /// Of a kernel whose image and window are square.
    public init(_ kernel: Kernel) { self.init(kernel.configuration) }

    init(_ configuration: KernelConfiguration) {
        self.init(
            size: configuration.inputHeight, inputChannels: configuration.inputChannels,
            outputChannels: configuration.outputChannels, kernel: configuration.kernelHeight,
            stride: configuration.strideHeight)
    }
}

/// Where networks put the kernels of one type: shapes, each with how much it counts.
public struct ShapePrior: Sendable, Hashable {
    public var shapes: [KernelShape]
    /// One for each shape, above 0.
    public var weights: [Double]

    public init(shapes: [KernelShape], weights: [Double]) {
        precondition(shapes.count == weights.count, "a weight for each shape")
        self.shapes = shapes
        self.weights = weights
    }

    /// Some of the shapes, by their places.
    public func gathering(_ places: [Int]) -> ShapePrior {
        ShapePrior(shapes: places.map { shapes[$0] }, weights: places.map { weights[$0] })
    }
}
