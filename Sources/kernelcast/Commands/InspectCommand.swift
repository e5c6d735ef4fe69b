import ArgumentParser
import LatencyKit
import Reporting

struct InspectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Shows inputs, outputs, operators, parameters and MACs, and what could not be inferred.")

    @OptionGroup var arguments: ModelArguments

    @Option(help: "How to print: \(ListingFormat.allValueStrings.joined(separator: ", ")).")
    var format = ListingFormat.table

    @Flag(help: "Exit with 1 where an operator is unknown or a shape is not static.")
    var strict = false

    @Flag(help: "Print each model's graph instead, as a line of nn-Meter's JSON.")
    var graph = false

    func run() throws {
        try arguments.forEachModel(format: format) { loader, path throws(LatencyKitError) in
            let model = try loader.load(path)
            guard !graph else { return ModelResult(text: ModelInspector().graphLine(model)) }
            let inspection = ModelInspector().inspect(model)
            return ModelResult(
                text: inspection.text(format), exitCode: strict && !inspection.isComplete ? ExitStatus.incomplete : 0)
        }
    }
}
