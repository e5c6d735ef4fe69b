import GraphIR
import JSONText
import KernelFormation
import LatencyPrediction
import Reporting
import Testing

@Suite struct LatencyReportTests {
    /// A report of one kernel of each status.
    static let report: LatencyReport = {
        func row(_ index: Int, _ latency: Double?, _ status: KernelPrediction.Status) -> KernelRow {
            var configuration = KernelConfiguration()
            configuration.multiplyAccumulates = 1_000_000
            configuration.tail = ["relu"]
            return KernelRow(
                index: index,
                kernel: Kernel(
                    type: .conv, anchor: index, nodes: [index], rule: "conv", configuration: configuration,
                    isFree: status == .zeroCost),
                nodes: [.init(index: index, name: "conv,\(index)", operatorName: "Conv")],
                prediction: KernelPrediction(
                    latencyMilliseconds: latency, lowMilliseconds: latency.map { $0 * 0.9 },
                    highMilliseconds: latency.map { $0 * 1.2 }, status: status,
                    predictor: status == .predicted ? "conv" : nil))
        }
        let tensor = ModelSummary.Tensor(name: "x", type: TensorType(.float32, [.symbolic("n"), 3, .unknown]))
        return LatencyReport(
            toolVersion: "0",
            model: ModelSummary(
                path: "a.onnx", format: "onnx", name: "g", producer: "pytorch 2",
                opsets: [.init(domain: "", version: 17)], inputs: [tensor],
                outputs: [.init(name: "y", type: TensorType(.float32, nil))], nodes: 5, parameters: 10,
                multiplyAccumulates: 5_000_000, digest: "0123456789abcdef"),
            platform: .init(
                id: "p_gpu_tflite-2.10_fp16", device: "p", unit: "gpu", framework: "tflite", frameworkVersion: "2.10",
                precision: "fp16", threads: 1),
            ruleset: .init(id: "tflite-gpu", version: "1"), latencyMilliseconds: 6.5, lowMilliseconds: 6,
            highMilliseconds: 7, overheadMilliseconds: 0.5,
            kernels: [
                row(0, 3, .predicted), row(1, 2, .extrapolated), row(2, 1, .fallback), row(3, 0, .zeroCost),
                row(4, nil, .unsupported),
            ],
            diagnostics: [Diagnostic(.warning, "unknown-operator", "no operator \"Foo\" is known")])
    }()

    @Test func theJSONKeepsTheSchema() throws {
        let schema = try JSONSchema(named: "report")
        #expect(try schema.violations(of: Self.report.json) == [])
    }

    @Test func theSchemaRefusesWhatBreaksIt() throws {
        let schema = try JSONSchema(named: "report")
        var report = Self.report
        report.model.format = "png"
        report.latencyMilliseconds = -1
        #expect(
            try schema.violations(of: report.json) == [
                "$.model.format is none of the enum", "$.latency_ms is too small",
            ])
    }

    @Test func coverageCountsTrainedPredictorsAndViews() {
        let coverage = Self.report.coverage
        #expect(coverage.kernels == 0.6)
        #expect(coverage.multiplyAccumulates == 0.6)
        #expect(coverage.latency == 5.0 / 6)
    }

    @Test func theTableOpensWithTheTotal() {
        let lines = Self.report.table.split(separator: "\n")
        #expect(lines[0] == "a.onnx on p_gpu_tflite-2.10_fp16: at least 6.50 ms (90 % interval 6.00 to 7.00 ms)")
        #expect(
            lines[1] == "5 kernels 6.00 ms, overhead 0.500 ms; 5.00 M MACs, 10 parameters; "
                + "trained predictors cover 83.3 % of the kernels' time")
        #expect(lines.last == "warning: no operator \"Foo\" is known")
    }

    @Test func theCSVQuotesWhatHoldsACommaAndHasALinePerKernel() {
        let lines = (Self.report.csvTitles + Self.report.csvRows).split(
            separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count == 7)
        #expect(lines[0].hasPrefix("model,platform,index,type,anchor,nodes,source,rule,batch,input_height,"))
        #expect(lines[1].hasPrefix("a.onnx,p_gpu_tflite-2.10_fp16,0,conv-bn-relu,0,\"conv,0\",file,conv,1,1,1,1,"))
        let columns = Set(lines.dropLast().map { $0.split(separator: ",", omittingEmptySubsequences: false).count })
        #expect(columns == [lines[0].split(separator: ",").count, lines[0].split(separator: ",").count + 1])
    }
}
