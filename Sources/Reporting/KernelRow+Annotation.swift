import KernelFormation
import LatencyPrediction

extension KernelRow {
    /// What a node's metadata says of its kernel: `0.178 ms (0.160 – 0.190), predicted, kernel 12 conv-bn-relu`.
    public var annotation: String {
        let name = "kernel \(index) \(kernel.type.rawValue)"
        guard let prediction else { return name }
        guard let latency = prediction.latencyMilliseconds else { return "\(prediction.status.rawValue), \(name)" }
        let interval = LatencyReport.interval(prediction.lowMilliseconds, prediction.highMilliseconds)
        return "\(latency.milliseconds) ms (\(interval)), \(prediction.status.rawValue), \(name)"
    }
}
