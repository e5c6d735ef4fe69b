import GraphIR
public import JSONText
import KernelFormation
import LatencyPrediction

extension LatencyReport {
    /// Milliseconds per node for Model Explorer's custom node data: {graph: {results, gradient}}.
    ///
    /// A kernel's time stands at the node that gives it its type; the other nodes that it covers have 0. Keys are the
    /// ids that Model Explorer gives nodes: in ONNX the name, in TFLite the operator's index.
    ///
    /// Source: ai-edge-model-explorer 0.1.34, `node_data_builder.py`; model-explorer-onnx 0.4.2, `main.py`.
    public var nodeData: JSONValue {
        var results: [JSONValue.Member] = []
        var seen: Set<String> = []
        for row in kernels {
            for node in row.nodes {
                let key = key(of: node)
                guard seen.insert(key).inserted else { continue }
                let isAnchor = node.index == (row.kernel.anchor ?? row.nodes.first?.index)
                let latency = isAnchor ? row.prediction?.latencyMilliseconds ?? 0 : 0
                results.append(.init(key, .object([.init("value", .number(latency))])))
            }
        }
        let gradient = [(0.0, "#e8f1fb"), (1.0, "#d2491f")].map { stop, color in
            JSONValue.object([.init("stop", .number(stop)), .init("bgColor", .string(color))])
        }
        let graph = model.format == "tflite" ? "main" : model.name.isEmpty ? "<main>" : model.name
        return .object([
            .init(graph, .object([.init("results", .object(results)), .init("gradient", .array(gradient))]))
        ])
    }

    private func key(of node: ModelLocation.NodeLabel) -> String {
        if model.format == "tflite" { return String(node.index) }
        return node.name.isEmpty ? "<node_\(node.index)>" : node.name
    }
}
