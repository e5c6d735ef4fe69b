public import GraphIR
public import JSONText

/// What a file holds, and how much of it is understood.
public struct Inspection: Listing, Sendable, Hashable {
    /// How often an operator stands in the file.
    public struct OperatorCount: Sendable, Hashable {
        public var domain: String
        public var name: String
        public var count: Int

        public init(domain: String, name: String, count: Int) {
            self.domain = domain
            self.name = name
            self.count = count
        }
    }

    public var model: ModelSummary
    /// By count, then by name; unknown ones among them.
    public var operators: [OperatorCount]
    public var unknownOperators: [OperatorCount]
    /// Values that nodes write and that differ from run to run.
    public var values: Int
    /// Of these, those whose shape is known to the last number.
    public var staticValues: Int
    public var diagnostics: [Diagnostic]

    public init(
        model: ModelSummary, operators: [OperatorCount], unknownOperators: [OperatorCount], values: Int,
        staticValues: Int, diagnostics: [Diagnostic]
    ) {
        self.model = model
        self.operators = operators
        self.unknownOperators = unknownOperators
        self.values = values
        self.staticValues = staticValues
        self.diagnostics = diagnostics
    }

    /// Whether every operator is known and every shape.
    public var isComplete: Bool { unknownOperators.isEmpty && staticValues == values }

    /// The inspection as JSON, schema `kernelcast/inspect/1`.
    public var json: JSONValue {
        .object([
            .init("schema", .string("kernelcast/inspect/1")), .init("model", model.json),
            .init("operators", .object(operators.map { .init($0.qualifiedName, .integer($0.count)) })),
            .init(
                "unknown_operators",
                .array(
                    unknownOperators.map {
                        .object([
                            .init("domain", .string($0.domain)), .init("op", .string($0.name)),
                            .init("count", .integer($0.count)),
                        ])
                    })),
            .init("values", .integer(values)), .init("values_static", .integer(staticValues)),
            .init("outputs", .array(model.outputs.map(\.json))),
            .init("diagnostics", .array(diagnostics.map(\.json))),
        ])
    }

    /// The inspection for a terminal.
    public var table: String {
        var lines = ["\(model.path): \(model.format), \(model.nodes) nodes"]
        lines.append(
            "  \(model.parameters.scaled) parameters, \(model.multiplyAccumulates.scaled) MACs, "
                + "\(staticValues) of \(values) values with a static shape")
        if !model.producer.isEmpty { lines.append("  written by \(model.producer)") }
        if !model.opsets.isEmpty {
            let opsets = model.opsets.map { "\($0.domain.isEmpty ? "ai.onnx" : $0.domain) \($0.version)" }
            lines.append("  opsets " + opsets.joined(separator: ", "))
        }
        lines += model.inputs.map { "  input  \"\($0.name)\" \($0.type)" }
        lines += model.outputs.map { "  output \"\($0.name)\" \($0.type)" }
        var table = TextTable([("operator", .left), ("count", .right)])
        for entry in operators { table.add([entry.qualifiedName, String(entry.count)]) }
        return lines.map { $0 + "\n" }.joined() + "\n" + table.text + diagnostics.map { $0.line + "\n" }.joined()
    }
}

extension Inspection.OperatorCount {
    /// The name, with its domain where that is not the format's own: `com.microsoft.FusedConv`.
    var qualifiedName: String { ["", "ncnn", "nn-meter", "tflite"].contains(domain) ? name : "\(domain).\(name)" }
}
