public import JSONText
import KernelFormation

/// What a comparison reads of a report: written by `predict --format json`, now or some time ago.
public struct ReportSummary: Sendable, Hashable {
    /// One row of the report.
    struct Kernel: Sendable, Hashable {
        var type: String
        /// The configuration as the report has it, which is what makes two kernels alike.
        var configuration: JSONValue
        /// The configuration as a person reads it.
        var summary: String
        /// The indices of the nodes, and the name of the first.
        var nodes: [Int]
        var name: String
        /// nil where there is no estimate.
        var milliseconds: Double?
    }

    /// The path of the model and the platform's id.
    var model: String
    var platform: String
    /// The same for a model and its stripped copy.
    var digest: String
    public var latencyMilliseconds: Double
    var lowMilliseconds: Double
    var highMilliseconds: Double
    var overheadMilliseconds: Double
    var kernels: [Kernel]

    /// Reads a report.
    ///
    /// - Throws: `JSONError` with the place that is not as `schemas/report.schema.json` has it.
    public init(_ report: JSONReader) throws(JSONError) {
        let schema = try report.member("schema")
        guard try schema.string() == "kernelcast/report/1" else {
            throw schema.error("expected \"kernelcast/report/1\", found \"\(try schema.string())\"")
        }
        model = try report.member("model").member("path").string()
        digest = try report.member("model").member("digest").string()
        platform = try report.member("platform").member("id").string()
        latencyMilliseconds = try report.member("latency_ms").number()
        lowMilliseconds = try report.member("latency_low_ms").number()
        highMilliseconds = try report.member("latency_high_ms").number()
        overheadMilliseconds = try report.member("overhead_ms").number()
        var kernels: [Kernel] = []
        for row in try report.member("kernels").elements() { kernels.append(try Kernel(row)) }
        self.kernels = kernels
    }

    /// What a report that was just made says.
    public init(_ report: LatencyReport) throws(JSONError) { try self.init(JSONReader(report.json)) }
}

extension ReportSummary.Kernel {
    init(_ row: JSONReader) throws(JSONError) {
        type = try row.member("type").string()
        let config = try row.member("config")
        configuration = config.value
        let shape = { (side: String) throws(JSONError) in
            let extents = [
                try config.member("\(side)_height").integer(), try config.member("\(side)_width").integer(),
                try config.member("\(side)_channels").integer(),
            ]
            return extents.map(String.init).joined(separator: "x")
        }
        var summary = "\(try shape("input")) -> \(try shape("output"))"
        let kernel = (try config.member("kernel_height").integer(), try config.member("kernel_width").integer())
        if kernel != (1, 1) { summary += ", \(kernel.0)x\(kernel.1)" }
        for part in try config.member("tail").elements() { summary += " + \(try part.string())" }
        self.summary = summary
        let nodes = try row.member("nodes").elements()
        var indices: [Int] = []
        for node in nodes { indices.append(try node.member("index").integer()) }
        self.nodes = indices
        name = try nodes.first.map { node throws(JSONError) in try node.member("name").string() } ?? ""
        milliseconds = try row.optional("latency_ms").map { value throws(JSONError) in try value.number() }
    }
}
