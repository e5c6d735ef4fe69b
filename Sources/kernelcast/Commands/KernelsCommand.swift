import ArgumentParser
import LatencyKit
import Reporting

struct KernelsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kernels", abstract: "Lists the kernels that a framework would run.")

    @OptionGroup var arguments: ModelArguments

    @Option(
        help: ArgumentHelp(
            "A shipped ruleset or a file of your own.",
            discussion: "Shipped: \(KernelLister.rulesets.joined(separator: ", "))."),
        completion: .rulesets)
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

    func validate() throws { _ = try pairs() }

    func run() throws {
        let parameters = try pairs()
        let lister = try Terminal.orFail { () throws(LatencyKitError) in
            try KernelLister(
                ruleset: ruleset, parameters: parameters, explanations: explain ? .included : .omitted)
        }
        try arguments.forEachModel(format: format) { loader, path throws(LatencyKitError) in
            let listing = lister.list(try loader.load(path))
            return ModelResult(
                text: listing.text(format), exitCode: strict && !listing.isComplete ? ExitStatus.incomplete : 0)
        }
    }

    /// The ruleset's parameters that the user gives.
    private func pairs() throws -> [String: String] {
        var pairs: [String: String] = [:]
        for text in parameters {
            let parts = text.split(separator: "=", maxSplits: 1)
            guard parts.count == 2 else { throw ValidationError("--set: expected NAME=VALUE, found \"\(text)\"") }
            pairs[String(parts[0])] = String(parts[1])
        }
        return pairs
    }
}
