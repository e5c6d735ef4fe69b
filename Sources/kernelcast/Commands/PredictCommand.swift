import ArgumentParser
import Glibc
import LatencyKit
import Reporting

struct PredictCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "predict", abstract: "Predicts a model's latency on a platform, kernel by kernel.")

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case table, json, csv
    }

    @OptionGroup var arguments: ModelArguments

    @Option(
        name: .shortAndLong,
        help: "A platform of the pool, by its id or a part that names it alone; several with commas between.")
    var platform: String

    @Option(
        help: ArgumentHelp(
            "What the model takes on a platform of the pool, measured: its error there corrects it everywhere; may be "
                + "repeated.", valueName: "platform=milliseconds"))
    var reference: [String] = []

    @OptionGroup var pool: PoolArguments

    @Option(help: "How to print: \(Format.allValueStrings.joined(separator: ", ")).")
    var format = Format.table

    @Flag(help: "Exit with 1 where a kernel has no trained predictor or a shape is not static.")
    var strict = false

    func run() throws {
        let predictors = try platform.split(separator: ",").map { name in
            try Terminal.orFail { () throws(LatencyKitError) in
                try LatencyPredictor(platform: String(name), in: pool.locations)
            }
        }
        let references = try reference.map(Reference.init).map { reference in
            try Terminal.orFail { () throws(LatencyKitError) in
                (try LatencyPredictor(platform: reference.platform, in: pool.locations), reference.milliseconds)
            }
        }
        var hasTitles = format != .csv
        try arguments.forEachModel(format: format == .json ? .json : .table) { loader, path throws(LatencyKitError) in
            let model = try loader.load(path)
            var result = ModelResult(text: "")
            for predictor in predictors {
                let report = predictor.predict(model, factor: Self.factor(references, model))
                if !hasTitles { result.text += report.csvTitles }
                hasTitles = true
                result.text += text(of: report)
                if strict && report.coverage.kernels < 1 { result.exitCode = ExitStatus.incomplete }
            }
            return result
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

    private func text(of report: LatencyReport) -> String {
        switch format {
        case .table: report.table
        case .json: report.jsonLine
        case .csv: report.csvRows
        }
    }
}
