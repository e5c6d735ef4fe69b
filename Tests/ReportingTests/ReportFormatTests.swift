import GraphIR
import JSONText
import KernelFormation
import LatencyPrediction
import Reporting
import Testing

@Suite struct ReportFormatTests {
    private static let report = LatencyReportTests.report

    /// The same report with a name that every format must escape.
    private static let hostile: LatencyReport = {
        var report = LatencyReportTests.report
        report.model.path = "a<b>&\"|_.onnx"
        report.kernels[0].nodes[0].name = "<script>alert(1)</script>"
        return report
    }()

    private static func text(_ format: ReportFormat, _ reports: [LatencyReport]) -> String {
        var writer = ReportWriter(format: format)
        return reports.map { writer.add($0) }.joined() + writer.end()
    }

    @Test func aPageHoldsEveryKernelAndAsksForNothing() {
        let page = Self.text(.html, [Self.report])
        #expect(page.split(separator: "<table class=\"kernels\"").count == 2)
        let rows = page.split(separator: "id=\"k0\">").last?.split(separator: "</table>").first ?? ""
        #expect(rows.split(separator: "<tr>").count == 2 + Self.report.kernels.count)
        for attribute in ["src=", "url(", "@import", "http://", "https://"] { #expect(!page.contains(attribute)) }
        for status in ["predicted", "extrapolated", "fallback", "zero-cost", "unsupported"] {
            #expect(page.contains("<td class=\"\(status)\">\(status)</td>"))
        }
        #expect(page.contains("at least 6.50 ms"))
    }

    @Test func aPageTellsTheEssentialsWithoutItsScript() {
        let page = Self.text(.html, [Self.report])
        let body = page.split(separator: "<body>").last?.split(separator: "<script>").first ?? ""
        for text in ["6.50 ms", "6.00 – 7.00", "conv-bn-relu", "conv,0", "no operator"] { #expect(body.contains(text)) }
        #expect(body.contains("hidden>Search"), "what only the script makes work is hidden without it")
    }

    @Test func aPageEscapesNames() {
        let page = Self.text(.html, [Self.hostile])
        #expect(!page.contains("<script>alert"))
        #expect(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
        #expect(page.contains("a&lt;b&gt;&amp;&quot;|_.onnx"))
    }

    @Test func aPagePutsThePlatformsOfAModelSideBySide() {
        var other = Self.report
        other.platform.id = "q_gpu_tflite-2.10_fp16"
        other.platform.device = "q"
        let page = Self.text(.html, [Self.report, other])
        #expect(page.split(separator: "<article").count == 2)
        #expect(page.contains("ms on p</th>"))
        #expect(page.contains("ms on q</th>"))
        var another = Self.report
        another.model.path = "b.onnx"
        #expect(Self.text(.html, [Self.report, another]).split(separator: "<article").count == 3)
    }

    @Test func aLargePageStaysSmall() {
        var large = Self.report
        large.kernels = (0..<2000).map { index in
            var row = Self.report.kernels[index % 3]
            row.index = index
            row.nodes = (0..<4).map {
                .init(index: index * 4 + $0, name: "/model/layers.\(index)/block/part_\($0)/Conv", operatorName: "Conv")
            }
            return row
        }
        #expect(Self.text(.html, [large]).utf8.count < 2_000_000)
    }

    @Test func markdownEscapesAndSortsByTime() {
        let lines = Self.text(.markdown, [Self.hostile]).split(separator: "\n")
        #expect(lines[0] == "### a\\<b>&\"\\|\\_.onnx on p\\_gpu\\_tflite-2.10\\_fp16")
        let heaviest = lines.drop { !$0.hasPrefix("| # |") }.dropFirst(2).prefix(3).map { $0.prefix(5) }
        #expect(heaviest == ["| 0 |", "| 1 |", "| 2 |"])
    }

    @Test func aTraceIsCompleteEventsOneAfterAnother() throws {
        let trace = JSONReader(try JSONValue(parsing: Array(Self.text(.trace, [Self.report, Self.report]).utf8)))
        let events = try trace.member("traceEvents").elements()
        var ends: [Int: Double] = [:]
        var processes: Set<Int> = []
        for event in events {
            let process = try event.member("pid").integer()
            guard try event.member("ph").string() == "X" else {
                processes.insert(process)
                continue
            }
            let start = try event.member("ts").number()
            #expect(start == ends[process, default: 0])
            ends[process] = start + (try event.member("dur").number())
        }
        #expect(processes == [1, 2])
        // The overhead and the kernels that have a time.
        #expect(ends == [1: 6500, 2: 6500])
    }

    @Test func aTraceKeepsTheFormatsSchema() throws {
        let schema = try JSONSchema(named: "trace")
        let trace = try JSONValue(parsing: Array(Self.text(.trace, [Self.hostile]).utf8))
        #expect(try schema.violations(of: trace) == [])
    }

    @Test(arguments: [
        (#"{"ph": "X", "pid": 1, "tid": 1, "name": "a", "ts": 0}"#, ["$.traceEvents[0] lacks dur"]),
        (#"{"ph": "M", "pid": 1, "name": "process_name"}"#, ["$.traceEvents[0] lacks args"]),
        (#"{"ph": "x", "pid": 1, "tid": 1, "name": "a", "ts": 0}"#, ["$.traceEvents[0].ph is none of the enum"]),
    ])
    func theSchemaOfTracesRefusesWhatBreaksIt(event: String, violations: [String]) throws {
        let trace = try JSONValue(parsing: Array("{\"traceEvents\": [\(event)]}".utf8))
        #expect(try JSONSchema(named: "trace").violations(of: trace) == violations)
    }

    /// Viewers count whole nanoseconds, and leave out an event that begins before the last one's end.
    @Test func aTraceIsInWholeNanoseconds() throws {
        var report = Self.report
        for index in report.kernels.indices {
            let latency = report.kernels[index].prediction?.latencyMilliseconds
            report.kernels[index].prediction?.latencyMilliseconds = latency.map { $0 / 7 }
        }
        let trace = JSONReader(try JSONValue(parsing: Array(Self.text(.trace, [report]).utf8)))
        var end = 0.0
        for event in try trace.member("traceEvents").elements() where try event.member("ph").string() == "X" {
            let start = try event.member("ts").number() * 1000
            #expect(abs(start - end) < 1e-6)
            #expect(abs(start - start.rounded()) < 1e-6)
            end = start + (try event.member("dur").number()) * 1000
        }
    }

    @Test func nodeDataNamesNodesAsModelExplorerDoes() throws {
        var report = Self.report
        report.kernels[1].nodes[0].name = ""
        let results = try JSONReader(report.nodeData).member("g").member("results")
        #expect(try results.member("conv,0").member("value").number() == 3)
        #expect(try results.member("<node_1>").member("value").number() == 2)
        report.model.format = "tflite"
        #expect(
            try JSONReader(report.nodeData).member("main").member("results").member("2").member("value").number() == 1)
    }

    @Test func aNarrowTerminalLosesTheLastColumnsFirst() {
        let lines = Self.report.table(TerminalStyle(width: 80)).split(separator: "\n").dropFirst(2)
        #expect(lines.allSatisfy { $0.hasPrefix("warning") || $0.count <= 80 })
        #expect(lines.contains { $0.contains("status") })
        #expect(!lines.contains { $0.contains("nodes") })
    }

    @Test func coloursComeOnlyWhereTheyAreWanted() {
        #expect(!Self.report.table.contains("\u{1B}"))
        #expect(Self.report.table(TerminalStyle(isColored: true)).contains("\u{1B}[32mpredicted\u{1B}[0m"))
    }
}
