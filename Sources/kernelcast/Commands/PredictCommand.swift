import ArgumentParser
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
        var hasTitles = format != .csv
        try arguments.forEachModel(format: format == .json ? .json : .table) { loader, path throws(LatencyKitError) in
            let model = try loader.load(path)
            var result = ModelResult(text: "")
            for predictor in predictors {
                let report = predictor.predict(model)
                if !hasTitles { result.text += report.csvTitles }
                hasTitles = true
                result.text += text(of: report)
                if strict && report.coverage.kernels < 1 { result.exitCode = ExitStatus.incomplete }
            }
            return result
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
