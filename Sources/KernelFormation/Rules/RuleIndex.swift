/// The rules of a ruleset for one set of its parameters' values, by the operators that may start them.
///
/// Operators have numbers here, so that a name is looked up once and not for each rule.
struct RuleIndex: Sendable {
    /// Conditions for the parameters' values.
    struct Conditions: Sendable {
        var guards: [Condition]
        var steps: [Step]
    }

    /// A step that names its operators by their numbers; one object, as each operation tries some.
    final class Step: Sendable {
        /// Per number, whether the step takes the operator.
        let takes: [Bool]
        let operand: Rule.Step.Operand
        let repetition: Rule.Step.Repetition
        let guards: [Condition]
        let isListed: Bool

        /// - Parameters:
        ///   - operators: all that the rules name, in the order of their numbers.
        ///   - parameters: the ruleset's, with their values.
        fileprivate init(_ step: Rule.Step, _ operators: [String], _ parameters: [String: String]) {
            takes = operators.map(step.operators.contains)
            operand = step.operand
            repetition = step.repetition
            guards = step.guards.map { $0.resolved(for: parameters) }
            isListed = step.isListed
        }
    }

    /// The rules that stand.
    let rules: [Rule]
    /// What each asks for.
    let conditions: [Conditions]
    /// Per operator, the places of the rules that it may start, in their order.
    private var places: [[Int]]
    private let numbers: [String: Int]
    /// Per operator, whether it is an activation that some runtime fuses.
    private let activations: [Bool]

    private static let activationNames: Set<String> = [
        "BiasGelu", "Celu", "Clip", "Elu", "FastGelu", "Gelu", "HardSigmoid", "HardSwish", "LeakyRelu", "Mish", "PRelu",
        "QuickGelu", "Relu", "Selu", "Sigmoid", "Softplus", "Softsign", "Swish", "Tanh", "ThresholdedRelu",
    ]

    init(_ ruleset: Ruleset, parameters: [String: String]) {
        rules = ruleset.rules.filter { parameters.satisfies($0.when) }
        let steps = rules.map { rule in rule.steps + (rule.extent == .withTail ? [ruleset.tail].compactMap(\.self) : [])
        }
        let names = Self.activationNames.union(rules.flatMap(\.root)).union(steps.joined().flatMap(\.operators))
        let sorted = names.sorted()
        numbers = Dictionary(uniqueKeysWithValues: sorted.enumerated().map { ($1, $0) })
        activations = sorted.map(Self.activationNames.contains)
        conditions = zip(rules, steps).map { rule, steps in
            Conditions(
                guards: rule.guards.map { $0.resolved(for: parameters) },
                steps: steps.map { Step($0, sorted, parameters) })
        }
        places = Array(repeating: [], count: sorted.count)
        for (place, rule) in rules.enumerated() {
            for root in rule.root { numbers[root].map { places[$0].append(place) } }
        }
    }

    /// The number of an operator; nil where no rule names it.
    func number(of name: String) -> Int? { numbers[name] }

    /// The places of the rules that an operator may start, in their order.
    func places(for root: Int?) -> [Int] { root.map { places[$0] } ?? [] }

    /// Whether an operator is an activation that some runtime fuses: one that a rule with followers does not take is a
    /// near-miss.
    func isActivation(_ number: Int?) -> Bool { number.map { activations[$0] } ?? false }
}
