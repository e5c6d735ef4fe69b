import ArgumentParser
import LatencyKit

/// By which rules kernels are formed.
struct RulesetArguments: ParsableArguments {
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

    func validate() throws { _ = try pairs() }

    /// The ruleset's parameters that the user gives.
    func pairs() throws(ValidationError) -> [String: String] {
        var pairs: [String: String] = [:]
        for text in parameters {
            let parts = text.split(separator: "=", maxSplits: 1)
            guard parts.count == 2 else { throw ValidationError("--set: expected NAME=VALUE, found \"\(text)\"") }
            pairs[String(parts[0])] = String(parts[1])
        }
        return pairs
    }
}
