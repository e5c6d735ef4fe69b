import GraphIR
import KernelFormation
import ModelFormats
import Reporting

extension LoadedModel {
    /// What reports say of the model.
    var summary: ModelSummary {
        ModelSummary(
            path: path, format: source.format, name: graph.name, producer: source.producer,
            opsets: source.operatorSets.map { .init(domain: $0.domain, version: $0.version) },
            inputs: graph.inputs.map(tensor), outputs: graph.outputs.map(tensor), nodes: graph.nodes.count,
            parameters: graph.parameterCount, multiplyAccumulates: multiplyAccumulates, digest: source.digest)
    }

    /// Of all nodes that run; those whose shapes are open count nothing, and a diagnostic tells of them.
    private var multiplyAccumulates: Int {
        var total = 0
        for index in graph.nodes.indices where !graph.isConstant(node: index) {
            let (sum, overflow) = total.addingReportingOverflow(graph.cost(ofNode: index)?.multiplyAccumulates ?? 0)
            guard !overflow else { return .max }
            total = sum
        }
        return total
    }

    private func tensor(_ id: Value.ID) -> ModelSummary.Tensor {
        .init(name: graph[id].name, type: graph[id].type)
    }

    /// The rows of a report for kernels that were formed of this model.
    func rows(of kernels: [Kernel]) -> [KernelRow] {
        kernels.enumerated().map { index, kernel in
            KernelRow(index: index, kernel: kernel, nodes: kernel.nodes.map(graph.label(ofNode:)))
        }
    }
}
