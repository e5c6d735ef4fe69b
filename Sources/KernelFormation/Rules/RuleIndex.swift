/// The rules of a ruleset for one set of its parameters' values, by the operators that may start them.
struct RuleIndex: Sendable {
    /// The rules that stand, their guards resolved.
    let rules: [Rule]
    private var places: [String: [Int]] = [:]

    init(_ ruleset: Ruleset, parameters: [String: String]) {
        rules = ruleset.rules.filter { parameters.satisfies($0.when) }.map { rule in
            var rule = rule
            rule.guards = rule.guards.map { $0.resolved(for: parameters) }
            for index in rule.steps.indices {
                rule.steps[index].guards = rule.steps[index].guards.map { $0.resolved(for: parameters) }
            }
            if let tail = ruleset.tail, rule.extent == .withTail { rule.steps.append(tail) }
            return rule
        }
        for (place, rule) in rules.enumerated() {
            for root in rule.root { places[root, default: []].append(place) }
        }
    }

    /// The places of the rules that an operator may start, in their order.
    func places(for root: String) -> [Int] { places[root] ?? [] }
}
