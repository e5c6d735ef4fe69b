public import GraphIR
import JSONText
public import KernelFormation
public import LatencyPrediction

/// A kernel as a report shows it: with the nodes it stands for and, in a latency report, its prediction.
public struct KernelRow: Sendable, Hashable {
    /// Its place in the order of execution.
    public var index: Int
    public var kernel: Kernel
    public var nodes: [ModelLocation.NodeLabel]
    /// nil in a listing without a platform.
    public var prediction: KernelPrediction?

    public init(index: Int, kernel: Kernel, nodes: [ModelLocation.NodeLabel], prediction: KernelPrediction? = nil) {
        self.index = index
        self.kernel = kernel
        self.nodes = nodes
        self.prediction = prediction
    }

    /// The members of a row that need no platform.
    var members: [JSONValue.Member] {
        let configuration = kernel.configuration
        return [
            .init("index", .integer(index)), .init("type", .string(kernel.type.rawValue)),
            .init("anchor", kernel.anchor.map(JSONValue.integer) ?? .null),
            .init("nodes", .array(nodes.map(\.json))), .init("source", .string(kernel.source.rawValue)),
            .init("rule", .string(kernel.rule)), .init("config", configuration.json),
            .init("macs", .integer(configuration.multiplyAccumulates)),
            .init("flops", .integer(configuration.multiplyAccumulates.saturatingDouble)),
            .init("parameters", .integer(configuration.parameters)),
            .init("bytes_read", .integer(configuration.bytesRead)),
            .init("bytes_written", .integer(configuration.bytesWritten)),
        ]
    }

    /// The members that a prediction adds, given the total of all kernels.
    func members(ofTotal total: Double) -> [JSONValue.Member] {
        guard let prediction else { return [] }
        return [
            .init("latency_ms", prediction.latencyMilliseconds.json),
            .init("latency_low_ms", prediction.lowMilliseconds.json),
            .init("latency_high_ms", prediction.highMilliseconds.json),
            .init("share", share(ofTotal: total).json),
            .init("status", .string(prediction.status.rawValue)),
            .init("predictor", prediction.predictor.map(JSONValue.string) ?? .null),
        ]
    }

    /// The kernel's part of the sum over all kernels; nil where it has no estimate.
    func share(ofTotal total: Double) -> Double? {
        prediction?.latencyMilliseconds.map { total > 0 ? $0 / total : 0 }
    }
}

extension Double? {
    var json: JSONValue { map(JSONValue.number) ?? .null }
}

extension ModelLocation.NodeLabel {
    var json: JSONValue {
        .object([.init("index", .integer(index)), .init("name", .string(name)), .init("op", .string(operatorName))])
    }
}
