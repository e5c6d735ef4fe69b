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

    @Option(name: .shortAndLong, help: "The file to write; its ending tells the layout: .csv or .jsonl.")
    var output: String

    func validate() throws { _ = try layout() }

    func run() throws {
        let layout = try layout()
        let parameters = try framework.pairs()
        let overrides = try shapes.overrides()
        var collector = try Terminal.orFail { () throws(LatencyKitError) in
            try DatasetCollector(ruleset: framework.ruleset, parameters: parameters, overrides: overrides)
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
        try Terminal.write(collector.dataset.text(layout, columns), to: output)
        try status.check()
    }

    private func layout() throws(ValidationError) -> KernelDataset.Layout {
        let ending = output.split(separator: ".").last.map(String.init) ?? ""
        guard let layout = KernelDataset.Layout(rawValue: ending) else {
            throw ValidationError("--output: expected a file that ends in .csv or .jsonl, found \"\(output)\"")
        }
        return layout
    }
}

extension KernelDataset.Columns: ExpressibleByArgument {}
