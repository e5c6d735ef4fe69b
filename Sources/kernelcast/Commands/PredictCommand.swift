import ArgumentParser
import Glibc
import LatencyKit
import Reporting

struct PredictCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "predict", abstract: "Predicts a model's latency on a platform, kernel by kernel.")

    @OptionGroup var arguments: ModelArguments

    @Option(
        name: .shortAndLong,
        help: "A platform of the pool, by its id or a part that names it alone; several with commas between.",
        completion: .platforms)
    var platform: String

    @Option(
        help: ArgumentHelp(
            "What the model takes on a platform of the pool, measured: its error there corrects it everywhere; may be "
                + "repeated.", valueName: "platform=milliseconds"))
    var reference: [String] = []

    @OptionGroup var pool: PoolArguments

    @Option(
        help: ArgumentHelp(
            "How to print: \(ReportFormat.allValueStrings.joined(separator: ", ")).",
            discussion: """
                html is one page of all models; trace opens in Perfetto and Chromium's about:tracing; model-explorer \
                is custom node data of one model on one platform.
                """))
    var format = ReportFormat.table

    @Option(
        help: ArgumentHelp(
            "Write a copy of the one ONNX model with the times in its nodes' metadata.",
            discussion: "Weights that lie in files beside the model stay there, so the copy belongs beside it too.",
            valueName: "out.onnx"),
        completion: .file())
    var annotate: String?

    @Option(help: ArgumentHelp("Exit with 2 where a model takes longer.", valueName: "20ms"))
    var budget: LatencyBudget?

    @Flag(help: "Exit with 1 where a kernel has no trained predictor or a shape is not static.")
    var strict = false

    private var platforms: [String] { platform.split(separator: ",").map(String.init) }

    func validate() throws {
        if platforms.isEmpty { throw ValidationError("--platform: expected a platform, found \"\(platform)\"") }
        let isSingle = arguments.isSingle
        if annotate != nil, !isSingle || arguments.models == ["-"] {
            throw ValidationError("--annotate: expected one model file, found \(arguments.models.count)")
        }
        if format == .modelExplorer, !isSingle || platforms.count > 1 {
            throw ValidationError("--format model-explorer: expected one model and one platform, found more")
        }
    }

    func run() throws {
        let predictors = try platforms.map { name in
            try Terminal.orFail { () throws(LatencyKitError) in try LatencyPredictor(platform: name, in: pool.locations)
            }
        }
        let references = try reference.map(Reference.init).map { reference in
            try Terminal.orFail { () throws(LatencyKitError) in
                (try LatencyPredictor(platform: reference.platform, in: pool.locations), reference.milliseconds)
            }
        }
        var writer = ReportWriter(format: format, style: Terminal.style(for: arguments.output))
        try arguments.forEachModel(format: format == .json ? .json : .table) { loader, path throws(LatencyKitError) in
            let model = try loader.load(path)
            var result = ModelResult(text: "")
            var reports: [LatencyReport] = []
            let factor = Self.factor(references, model)
            for predictor in predictors {
                let report = predictor.predict(model, factor: factor)
                result.text += writer.add(report)
                if let budget, report.latencyMilliseconds > budget.milliseconds, result.exitCode == 0 {
                    result.exitCode = ExitStatus.overBudget
                }
                if strict && report.coverage.kernels < 1 { result.exitCode = ExitStatus.incomplete }
                if annotate != nil { reports.append(report) }
            }
            if let annotate {
                try OutputFile(path: annotate).write(try ModelAnnotator().annotate(model, with: reports))
            }
            return result
        } end: {
            writer.end()
        }
    }

    /// The mean factor by which references were measured longer than predicted.
    private static func factor(
        _ references: [(predictor: LatencyPredictor, milliseconds: Double)], _ model: LoadedModel
    ) -> Double {
        references.reduce(1) { product, reference in
            let predicted = reference.predictor.predict(model).latencyMilliseconds
            return product * pow(reference.milliseconds / predicted, 1 / Double(references.count))
        }
    }

    /// `pixel4_cpu-1large_tflite-2.10_fp32=23.4`
    private struct Reference {
        var platform: String
        var milliseconds: Double

        init(_ text: String) throws {
            let parts = text.split(separator: "=", maxSplits: 1)
            guard parts.count == 2, let milliseconds = Double(parts[1]), milliseconds > 0, milliseconds.isFinite else {
                throw ValidationError("--reference: expected platform=milliseconds, found \"\(text)\"")
            }
            platform = String(parts[0])
            self.milliseconds = milliseconds
        }
    }
}
