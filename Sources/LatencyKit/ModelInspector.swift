import GraphIR
import JSONText
import KernelFormation
public import Reporting

/// Says what a file holds, and how much of it is understood.
public struct ModelInspector: Sendable {
    public init() {}

    /// The operators, the work, and the shapes that could be inferred.
    public func inspect(_ model: LoadedModel) -> Inspection {
        let graph = model.graph
        let written = graph.nodes.flatMap(\.outputs).compactMap(\.self).filter { !graph[$0].isConstant }
        return Inspection(
            model: model.summary, operators: counts(graph.nodes),
            unknownOperators: counts(graph.nodes.filter { $0.operation == nil }), values: written.count,
            staticValues: written.count { graph[$0].type.isStatic }, diagnostics: model.diagnostics)
    }

    /// The graph as a line of nn-Meter's JSON, with the model's path as its id.
    public func graphLine(_ model: LoadedModel) -> String {
        JSONValue.object([.init("id", .string(model.path)), .init("graph", NNMeterGraph(model.graph).json)]).text()
            + "\n"
    }

    private func counts(_ nodes: [Node]) -> [Inspection.OperatorCount] {
        struct Name: Hashable {
            var domain: String
            var name: String
        }
        var counts: [Name: Int] = [:]
        for node in nodes { counts[Name(domain: node.domain, name: node.operatorName), default: 0] += 1 }
        return counts.map { .init(domain: $0.key.domain, name: $0.key.name, count: $0.value) }
            .sorted { ($1.count, $0.domain, $0.name) < ($0.count, $1.domain, $1.name) }
    }
}
