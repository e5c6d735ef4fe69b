public import JSONText
public import LatencyPrediction

/// A line of a batch's index: one model on one platform, or the error of a model.
public struct IndexRow: Sendable, Hashable {
    /// What is said of a model on a platform.
    public struct Entry: Sendable, Hashable {
        public var platform: String
        /// The report's path from the index; nil where no reports are written.
        public var report: String?
        public var latencyMilliseconds: Double
        public var lowMilliseconds: Double
        public var highMilliseconds: Double
        public var overheadMilliseconds: Double
        public var kernelCount: Int
        public var multiplyAccumulates: Int
        public var parameters: Int
        /// The part of the latency that trained predictors speak for.
        public var coverage: Double
        /// Whether every kernel has an estimate; else the latency is a lower bound.
        public var isComplete: Bool
        public var digest: String

        public init(_ prediction: ModelPrediction, of model: ModelSummary, on platform: String, report: String?) {
            self.platform = platform
            self.report = report
            latencyMilliseconds = prediction.latencyMilliseconds
            lowMilliseconds = prediction.lowMilliseconds
            highMilliseconds = prediction.highMilliseconds
            overheadMilliseconds = prediction.overheadMilliseconds
            kernelCount = prediction.kernels.count
            multiplyAccumulates = model.multiplyAccumulates
            parameters = model.parameters
            coverage = LatencyReport.Coverage(prediction.kernels.lazy.map { ($0, 0) }).latency
            isComplete = prediction.kernels.allSatisfy { $0.status != .unsupported }
            digest = model.digest
        }
    }

    /// Why there is no report.
    public struct Failure: Sendable, Hashable {
        public var message: String
        public var location: String
        /// For programs: `bad-input`, `no-such-file`.
        public var kind: String

        public init(message: String, location: String, kind: String) {
            self.message = message
            self.location = location
            self.kind = kind
        }
    }

    public enum Outcome: Sendable, Hashable {
        case entry(Entry), failure(Failure)
    }

    public var path: String
    /// The path's bytes, percent-escaped, where they are not UTF-8.
    public var escapedPath: String?
    public var outcome: Outcome

    public init(path: String, escapedPath: String?, outcome: Outcome) {
        self.path = path
        self.escapedPath = escapedPath
        self.outcome = outcome
    }
}

extension IndexRow {
    static let entrySchema = "kernelcast/index/1"
    static let failureSchema = "kernelcast/error/1"

    /// The row on one line, with its line feed.
    public var jsonLine: String { json.text() + "\n" }

    private var json: JSONValue {
        let path =
            [JSONValue.Member("path", .string(path))] + (escapedPath.map { [.init("path_uri", .string($0))] } ?? [])
        switch outcome {
        case .entry(let entry):
            return .object(
                [.init("schema", .string(Self.entrySchema))] + path + [
                    .init("platform", .string(entry.platform)),
                    .init("report", entry.report.map(JSONValue.string) ?? .null),
                    .init("latency_ms", .number(entry.latencyMilliseconds)),
                    .init("latency_low_ms", .number(entry.lowMilliseconds)),
                    .init("latency_high_ms", .number(entry.highMilliseconds)),
                    .init("overhead_ms", .number(entry.overheadMilliseconds)),
                    .init("kernels", .integer(entry.kernelCount)),
                    .init("macs", .integer(entry.multiplyAccumulates)),
                    .init("parameters", .integer(entry.parameters)), .init("coverage", .number(entry.coverage)),
                    .init("complete", .bool(entry.isComplete)), .init("digest", .string(entry.digest)),
                ])
        case .failure(let failure):
            return .object(
                [.init("schema", .string(Self.failureSchema))] + path + [
                    .init("message", .string(failure.message)), .init("location", .string(failure.location)),
                    .init("kind", .string(failure.kind)),
                ])
        }
    }

    /// Reads a line of the index.
    ///
    /// - Throws: `JSONError` with the place that is not as a line has it.
    public init(parsing line: [UInt8]) throws(JSONError) {
        let row = JSONReader(try JSONValue(parsing: line))
        path = try row.member("path").string()
        escapedPath = try row.optional("path_uri").map { value throws(JSONError) in try value.string() }
        let schema = try row.member("schema")
        switch try schema.string() {
        case Self.entrySchema: outcome = .entry(try Entry(row))
        case Self.failureSchema:
            outcome = .failure(
                Failure(
                    message: try row.member("message").string(), location: try row.member("location").string(),
                    kind: try row.member("kind").string()))
        case let other: throw schema.error("expected a row of an index, found \"\(other)\"")
        }
    }
}

extension IndexRow.Entry {
    fileprivate init(_ row: JSONReader) throws(JSONError) {
        platform = try row.member("platform").string()
        report = try row.optional("report").map { value throws(JSONError) in try value.string() }
        latencyMilliseconds = try row.member("latency_ms").number()
        lowMilliseconds = try row.member("latency_low_ms").number()
        highMilliseconds = try row.member("latency_high_ms").number()
        overheadMilliseconds = try row.member("overhead_ms").number()
        kernelCount = try row.member("kernels").integer()
        multiplyAccumulates = try row.member("macs").integer()
        parameters = try row.member("parameters").integer()
        coverage = try row.member("coverage").number()
        isComplete = try row.member("complete").bool()
        digest = try row.member("digest").string()
    }
}

extension IndexRow {
    /// The titles of the columns, as a line.
    public static let csvTitles =
        "path,platform,latency_ms,latency_low_ms,latency_high_ms,overhead_ms,kernels,macs,parameters,coverage,complete,"
        + "digest,report,error\n"

    /// The row as a line; what it does not have is empty.
    public var csvLine: String {
        var csv = CSVText()
        switch outcome {
        case .entry(let entry):
            csv.add([
                path, entry.platform, "\(entry.latencyMilliseconds)", "\(entry.lowMilliseconds)",
                "\(entry.highMilliseconds)", "\(entry.overheadMilliseconds)", "\(entry.kernelCount)",
                "\(entry.multiplyAccumulates)", "\(entry.parameters)", "\(entry.coverage)", "\(entry.isComplete)",
                entry.digest, entry.report ?? "", "",
            ])
        case .failure(let failure):
            csv.add([path] + Array(repeating: "", count: 12) + [failure.text])
        }
        return csv.text
    }
}

extension IndexRow.Failure {
    /// The place and what is wrong there.
    public var text: String { location.isEmpty ? message : "\(location): \(message)" }
}
