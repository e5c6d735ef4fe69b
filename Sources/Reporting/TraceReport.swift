import GraphIR
public import JSONText
import KernelFormation
import LatencyPrediction

/// Reports as a trace-event file, for Chromium's `about:tracing` and Perfetto: a process per report, its kernels one
/// after another on a thread.
///
/// Source: the Trace Event Format, JSON Object Format, with complete (`X`) and metadata (`M`) events.
public struct TraceReport: Sendable {
    private let reports: [LatencyReport]

    public init(_ reports: [LatencyReport]) { self.reports = reports }

    /// {traceEvents, displayTimeUnit}; times are microseconds, in whole nanoseconds.
    public var json: JSONValue {
        let events = reports.enumerated().flatMap { index, report in report.traceEvents(ofProcess: index + 1) }
        return .object([.init("traceEvents", .array(events)), .init("displayTimeUnit", .string("ms"))])
    }
}

extension LatencyReport {
    /// The overhead stands before the kernels, where it is more than nothing.
    fileprivate func traceEvents(ofProcess process: Int) -> [JSONValue] {
        var events = [
            Self.metadata("process_name", process, "\(model.path) on \(platform.id)"),
            Self.metadata("thread_name", process, "kernels"),
        ]
        var milliseconds = 0.0
        func append(_ name: String, _ category: String, _ latency: Double, _ arguments: [JSONValue.Member]) {
            let start = milliseconds.wholeNanoseconds
            milliseconds += latency
            let duration = milliseconds.wholeNanoseconds - start
            events.append(
                .object([
                    .init("name", .string(name)), .init("cat", .string(category)), .init("ph", .string("X")),
                    .init("ts", .number(Double(start) / 1000)), .init("dur", .number(Double(duration) / 1000)),
                    .init("pid", .integer(process)), .init("tid", .integer(1)), .init("args", .object(arguments)),
                ]))
        }
        if overheadMilliseconds > 0 { append("overhead", "overhead", overheadMilliseconds, []) }
        for row in kernels {
            guard let latency = row.prediction?.latencyMilliseconds, latency > 0 else { continue }
            append(
                "\(row.index) \(row.kernel.type.rawValue)", row.kernel.type.rawValue, latency,
                [
                    .init("configuration", .string(row.kernel.configuration.summary(of: row.kernel.type))),
                    .init("nodes", .array(row.nodes.map { .string($0.name) })),
                    .init("status", .string(row.prediction?.status.rawValue ?? "")),
                    .init("macs", .integer(row.kernel.configuration.multiplyAccumulates)),
                ])
        }
        return events
    }

    private static func metadata(_ kind: String, _ process: Int, _ name: String) -> JSONValue {
        .object([
            .init("name", .string(kind)), .init("ph", .string("M")), .init("pid", .integer(process)),
            .init("tid", .integer(1)), .init("args", .object([.init("name", .string(name))])),
        ])
    }
}

extension Double {
    /// Of milliseconds.
    fileprivate var wholeNanoseconds: Int { Int((self * 1e6).rounded()) }
}
