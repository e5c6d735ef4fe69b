import ArgumentParser
import LatencyKit
import Reporting

struct KernelsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kernels", abstract: "Lists the kernels that a framework would run.")

    @OptionGroup var arguments: ModelArguments

    @OptionGroup var framework: RulesetArguments

    @Flag(help: "Tell the rule behind each kernel, and why near-misses did not fuse.")
    var explain = false

    @Option(help: "How to print: \(ListingFormat.allValueStrings.joined(separator: ", ")).")
    var format = ListingFormat.table

    @Flag(help: "Exit with 1 where a node is of no known operator.")
    var strict = false

    func run() throws {
        let parameters = try framework.pairs()
        let lister = try Terminal.orFail { () throws(LatencyKitError) in
            try KernelLister(
                ruleset: framework.ruleset, parameters: parameters, explanations: explain ? .included : .omitted)
        }
        try arguments.forEachModel(format: format) { loader, path throws(LatencyKitError) in
            let listing = lister.list(try loader.load(path))
            return ModelResult(
                text: listing.text(format), exitCode: strict && !listing.isComplete ? ExitStatus.incomplete : 0)
        }
    }
}
