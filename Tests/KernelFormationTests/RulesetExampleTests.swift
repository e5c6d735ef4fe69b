import GraphIR
import KernelFormation
import Testing

/// Every example of every rule that ships gives the kernels that it says.
@Suite struct RulesetExampleTests {
    struct Case: CustomTestStringConvertible {
        let ruleset: String
        let rule: String
        let example: Rule.Example
        var testDescription: String { "\(ruleset) \(rule): \(example.graph)" }
    }

    static let cases: [Case] = Ruleset.names.flatMap { name in
        let ruleset = try? Ruleset.named(name)
        return (ruleset?.rules ?? []).flatMap { rule in
            rule.examples.map { Case(ruleset: name, rule: rule.id, example: $0) }
        }
    }

    @Test func rulesetsThatShipCanBeRead() throws {
        for name in Ruleset.names { #expect(try Ruleset.named(name).id == name) }
    }

    @Test(arguments: cases) func exampleGivesItsKernels(_ example: Case) throws {
        let graph = try GraphText.graph(example.example.graph, input: example.example.input)
        let former = try KernelFormer(.named(example.ruleset), parameters: example.example.parameters)
        let kernels = former.kernels(of: graph).kernels.map { kernel in
            let words = [kernel.configuration.operation] + kernel.configuration.tail
            let algorithm = kernel.configuration.algorithm
            return (algorithm.isEmpty ? "" : "\(algorithm): ") + words.joined(separator: " ")
        }
        let expected = example.example.kernels
        #expect(
            kernels.map { $0.lowercased() } == expected.map { $0.lowercased() }, "\(example.example.why)")
    }
}
