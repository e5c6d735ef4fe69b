public import GraphIR
public import JSONText
import KernelFormation

/// The kernels that a ruleset's framework would run, without their latencies.
public struct KernelListing: Listing, Sendable, Hashable {
    public var model: ModelSummary
    public var ruleset: LatencyReport.Ruleset
    public var kernels: [KernelRow]
    /// Why near-misses did not fuse, and the like: only where it was asked for.
    public var explanations: [String]
    public var diagnostics: [Diagnostic]

    public init(
        model: ModelSummary, ruleset: LatencyReport.Ruleset, kernels: [KernelRow], explanations: [String],
        diagnostics: [Diagnostic]
    ) {
        self.model = model
        self.ruleset = ruleset
        self.kernels = kernels
        self.explanations = explanations
        self.diagnostics = diagnostics
    }

    /// Whether every operator is known.
    public var isComplete: Bool { diagnostics.allSatisfy { $0.code != "unknown-operator" } }

    /// The listing as JSON, schema `kernelcast/kernels/1`.
    public var json: JSONValue {
        .object(
            [
                .init("schema", .string("kernelcast/kernels/1")), .init("model", model.json),
                .init(
                    "ruleset", .object([.init("id", .string(ruleset.id)), .init("version", .string(ruleset.version))])),
                .init("kernels", .array(kernels.map { .object($0.members) })),
            ]
                + (explanations.isEmpty ? [] : [.init("explanations", .array(explanations.map(JSONValue.string)))])
                + [.init("diagnostics", .array(diagnostics.map(\.json)))])
    }

    /// The listing for a terminal, a line per kernel.
    public var table: String {
        var table = TextTable([
            ("#", .right), ("kernel", .left), ("rule", .left), ("MACs", .right), ("configuration", .left),
            ("nodes", .left),
        ])
        for row in kernels {
            table.add([
                String(row.index), row.kernel.type.rawValue, row.kernel.rule,
                row.kernel.configuration.multiplyAccumulates.scaled,
                row.kernel.configuration.summary(of: row.kernel.type), row.nodesText,
            ])
        }
        return "\(model.path): \(kernels.count) kernels by \(ruleset.id)\n\n" + table.text
            + explanations.map { $0 + "\n" }.joined() + diagnostics.map { $0.line + "\n" }.joined()
    }
}
