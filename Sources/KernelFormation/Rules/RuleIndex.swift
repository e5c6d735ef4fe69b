/// The rules of a ruleset by the operators that may start them, for one set of its parameters' values.
struct RuleIndex: Sendable {
    private var places: [String: [Int]] = [:]

    init(_ rules: [Rule], parameters: [String: String]) {
        for (place, rule) in rules.enumerated() where parameters.satisfies(rule.when) {
            for root in rule.root { places[root, default: []].append(place) }
        }
    }

    /// The places of the rules, in their order.
    func rules(for root: String) -> [Int] { places[root] ?? [] }
}
