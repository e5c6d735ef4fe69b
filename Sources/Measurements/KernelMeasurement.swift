public import KernelFormation

/// A kernel as it was measured on a device.
public struct KernelMeasurement: Sendable, Hashable {
    /// The network it ran in: training and test data never share one.
    public var network: String
    /// Its place in the network's order of execution.
    public var index: Int
    public var kernel: Kernel
    public var latencyMilliseconds: Double

    public init(network: String, index: Int, kernel: Kernel, latencyMilliseconds: Double) {
        self.network = network
        self.index = index
        self.kernel = kernel
        self.latencyMilliseconds = latencyMilliseconds
    }
}
