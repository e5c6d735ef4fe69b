/// A network's time from end to end, as it was measured on a device.
public struct NetworkMeasurement: Sendable, Hashable {
    public var network: String
    public var latencyMilliseconds: Double
    /// The standard deviation of the runs.
    public var deviationMilliseconds: Double

    public init(network: String, latencyMilliseconds: Double, deviationMilliseconds: Double) {
        self.network = network
        self.latencyMilliseconds = latencyMilliseconds
        self.deviationMilliseconds = deviationMilliseconds
    }
}
