public import ArgumentParser
import LatencyKit
public import Reporting

struct DatasetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dataset",
        abstract: "Collects the kernels of models: each configuration once, with its count and its models.")

    @Argument(help: "Model files, or folders of them; a file of nn-Meter's graphs may hold one a line.")
    var paths: [String]

    @OptionGroup var shapes: ShapeArguments

    @OptionGroup var framework: RulesetArguments

    @Option(help: "Whose columns: \(KernelDataset.Columns.allValueStrings.joined(separator: ", ")).")
    var columns = KernelDataset.Columns.kernelcast

    @Option(
        help: ArgumentHelp(
            "Predict each kernel on a platform of the pool, as if it ran alone, in columns of its latency.",
            valueName: "platform"),
        completion: .platforms)
    var latency: String?

    @OptionGroup var models: KernelModelArguments

    @OptionGroup var pool: PoolArguments

    @Option(name: .shortAndLong, help: "The file to write; its ending tells the layout: .csv, .jsonl or .sqlite.")
    var output: String

    func validate() throws { _ = try file() }

    func run() throws {
        let file = try file()
        let parameters = try framework.pairs()
        let overrides = try shapes.overrides()
        var collector = try Terminal.orFail { () throws(LatencyKitError) in
            try DatasetCollector(ruleset: framework.ruleset, parameters: parameters, overrides: overrides)
        }
        let predictor = try latency.map { name in
            try Terminal.orFail { () throws(LatencyKitError) in try LatencyPredictor(platform: name, in: pool.locations)
            }
        }
        var status = ExitStatus()
        var list = ModelList()
        for path in paths { list.add(FileName(path)) }
        collector.add(list) { file, failures, soFar in
            for failure in failures {
                Terminal.report(failure)
                status.earn(failure.exitCode)
            }
            Terminal.note("\(soFar.modelCount) models, \(soFar.count) kernels: \(file.text)")
        }
        let omitted = collector.dataset.omittedCount(columns)
        if omitted > 0 {
            Terminal.report(
                LatencyKitError(
                    .badInput, path: output,
                    "\(omitted) of \(collector.dataset.count) kernels have no columns of \(columns.rawValue), and are left out"
                ))
        }
        if let predictor { collector.addLatencies(on: predictor) }
        try models.withFolder { (folder) throws(LatencyKitError) in try collector.addFiles(in: &folder) }
        let dataset = collector.dataset
        try Terminal.orFail { () throws(LatencyKitError) in try file.write(dataset, columns) }
        try status.check()
    }

    private func file() throws(ValidationError) -> DatasetFile {
        guard let file = DatasetFile(path: output) else {
            throw ValidationError(
                "--output: expected a file that ends in .csv, .jsonl or .sqlite, found \"\(output)\"")
        }
        return file
    }
}

extension KernelDataset.Columns: ExpressibleByArgument {}
