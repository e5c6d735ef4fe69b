public import KernelFormation

/// A kernel as it was measured on a device.
public struct KernelMeasurement: Sendable, Hashable {
    /// The network it ran in: training and test data never share one.
    public var network: String
    /// Its place in the network's order of execution.
    public var index: Int
    /// The numbers of the framework's own operations that it covers, where they are known: a gap between two kernels
    /// tells of one that is not listed.
    public var operations: [Int]
    public var kernel: Kernel
    public var latencyMilliseconds: Double

    public init(network: String, index: Int, operations: [Int] = [], kernel: Kernel, latencyMilliseconds: Double) {
        self.network = network
        self.index = index
        self.operations = operations
        self.kernel = kernel
        self.latencyMilliseconds = latencyMilliseconds
    }
}
