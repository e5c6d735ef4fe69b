/// What a platform's predictors say of a whole model.
public struct ModelPrediction: Sendable, Hashable {
    /// One per kernel, in the kernels' order.
    public var kernels: [KernelPrediction]
    /// What the overhead model adds to the kernels' sum; it may be negative.
    public var overheadMilliseconds: Double
    /// The kernels' sum and the overhead: a lower bound where a kernel is unsupported.
    public var latencyMilliseconds: Double
    /// The ends of the 90 % interval of the whole.
    public var lowMilliseconds: Double
    public var highMilliseconds: Double

    public init(
        kernels: [KernelPrediction], overheadMilliseconds: Double, latencyMilliseconds: Double,
        lowMilliseconds: Double, highMilliseconds: Double
    ) {
        self.kernels = kernels
        self.overheadMilliseconds = overheadMilliseconds
        self.latencyMilliseconds = latencyMilliseconds
        self.lowMilliseconds = lowMilliseconds
        self.highMilliseconds = highMilliseconds
    }

    /// The same with all times longer by a factor above 0.
    public func scaled(by factor: Double) -> ModelPrediction {
        var result = self
        for index in result.kernels.indices {
            let kernel = kernels[index]
            result.kernels[index].latencyMilliseconds = kernel.latencyMilliseconds.map { $0 * factor }
            result.kernels[index].lowMilliseconds = kernel.lowMilliseconds.map { $0 * factor }
            result.kernels[index].highMilliseconds = kernel.highMilliseconds.map { $0 * factor }
        }
        result.overheadMilliseconds *= factor
        result.latencyMilliseconds *= factor
        result.lowMilliseconds *= factor
        result.highMilliseconds *= factor
        return result
    }
}
