import ArgumentParser
import LatencyKit
import Reporting

struct KernelsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kernels", abstract: "Lists the kernels that a framework would run.")

    @OptionGroup var arguments: ModelArguments

    @Option(
        help: ArgumentHelp(
            "A shipped ruleset or a file of your own.", discussion: "Shipped: \(KernelLister.rulesets.joined(separator: ", "))."))
    var ruleset: String

    @Option(
        name: .customLong("set"),
        help: ArgumentHelp("A parameter of the ruleset, such as gpu=mali; may be repeated.", valueName: "name=value"))
    var parameters: [String] = []

    @Flag(help: "Tell the rule behind each kernel, and why near-misses did not fuse.")
    var explain = false

    @Option(help: "How to print: \(ListingFormat.allValueStrings.joined(separator: ", ")).")
    var format = ListingFormat.table

    @Flag(help: "Exit with 1 where a node is of no known operator.")
    var strict = false

    func run() throws {
        let lister: KernelLister
        do {
            lister = try KernelLister(ruleset: ruleset, parameters: parameters, explains: explain)
        } catch {
            throw Terminal.fail(error)
        }
        try arguments.forEachModel(format: format) { loader, path throws(LatencyKitError) in
            let listing = try lister.list(try loader.load(path))
            let isComplete = listing.kernels.allSatisfy { $0.kernel.type != .other }
            return ModelResult(
                text: format == .json ? listing.json.text() + "\n" : listing.table,
                exitCode: strict && !isComplete ? ExitStatus.incomplete : 0)
        }
    }
}
