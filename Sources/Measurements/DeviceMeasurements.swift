/// What was measured on one unit of one device: kernels, and the networks that they make up.
public struct DeviceMeasurements: Sendable, Hashable {
    public var device: String
    /// By network, and within it in order of execution.
    public var kernels: [KernelMeasurement]
    public var networks: [NetworkMeasurement]

    public init(device: String, kernels: [KernelMeasurement], networks: [NetworkMeasurement]) {
        self.device = device
        self.kernels = kernels
        self.networks = networks
    }
}
