public import GraphIR

/// Forms the kernels of graphs by one ruleset and one set of its parameters' values.
public struct KernelFormer: Sendable {
    public let ruleset: Ruleset
    /// Every parameter's value: what was given, and else the default.
    public let parameters: [String: String]
    private let lowerings: [any Lowering]
    private let rules: RuleIndex
    private let explanations: Formation.Explanations

    /// - Throws: `KernelFormationError` for a parameter or a value that the ruleset does not name.
    public init(
        _ ruleset: Ruleset, parameters given: [String: String] = [:], explanations: Formation.Explanations = .included
    ) throws(KernelFormationError) {
        var parameters: [String: String] = [:]
        for parameter in ruleset.parameters {
            let value = given[parameter.name] ?? parameter.values[0]
            guard parameter.values.contains(value) else {
                throw KernelFormationError(
                    "expected one of \(parameter.values.joined(separator: ", ")) for \"\(parameter.name)\", found "
                        + "\"\(value)\"", at: ruleset.id)
            }
            parameters[parameter.name] = value
        }
        for name in given.keys.sorted() where parameters[name] == nil {
            let names = ruleset.parameters.map(\.name).joined(separator: ", ")
            throw KernelFormationError("expected a parameter of \(names), found \"\(name)\"", at: ruleset.id)
        }
        self.ruleset = ruleset
        self.parameters = parameters
        lowerings = ruleset.lowerings.filter { parameters.satisfies($0.when) }.compactMap {
            Lowerings.all[$0.name]?.init()
        }
        rules = RuleIndex(ruleset, parameters: parameters)
        self.explanations = explanations
    }

    /// The kernels of a graph whose types have been inferred, in the order in which they run.
    public func kernels(of graph: Graph) -> Formation {
        var operations = OperationGraph(graph, parameters: parameters)
        for lowering in lowerings { lowering.apply(to: &operations) }
        return Partition.formation(of: operations, by: rules, named: ruleset.id, explanations)
    }
}
