import GraphIR
import KernelFormation
import LatencyPrediction

extension LatencyReport {
    /// The report for a terminal: the total first, then a line per kernel in the order of execution.
    public var table: String {
        let total = kernelMilliseconds
        var table = TextTable([
            ("#", .right), ("kernel", .left), ("ms", .right), ("90 % interval", .right), ("share", .right),
            ("MACs", .right), ("status", .left), ("configuration", .left), ("nodes", .left),
        ])
        for row in kernels {
            let prediction = row.prediction
            table.add([
                String(row.index), row.kernel.type.rawValue, prediction?.latencyMilliseconds?.milliseconds ?? "?",
                Self.interval(prediction?.lowMilliseconds, prediction?.highMilliseconds),
                row.share(ofTotal: total)?.percent ?? "", row.kernel.configuration.multiplyAccumulates.scaled,
                prediction?.status.rawValue ?? "", row.kernel.configuration.summary(of: row.kernel.type), row.nodesText,
            ])
        }
        return heading + "\n" + table.text + diagnostics.map { $0.line + "\n" }.joined()
    }

    private var heading: String {
        let coverage = coverage
        let bound = isComplete ? "" : "at least "
        return """
            \(model.path) on \(platform.id): \(bound)\(latencyMilliseconds.milliseconds) ms \
            (90 % interval \(lowMilliseconds.milliseconds) to \(highMilliseconds.milliseconds) ms)
            \(kernels.count) kernels \(kernelMilliseconds.milliseconds) ms, overhead \
            \(overheadMilliseconds.milliseconds) ms; \(model.multiplyAccumulates.scaled) MACs, \
            \(model.parameters.scaled) parameters; trained predictors cover \(coverage.latency.percent) of the \
            kernels' time

            """
    }

    private static func interval(_ low: Double?, _ high: Double?) -> String {
        guard let low, let high else { return "" }
        return "\(low.milliseconds) – \(high.milliseconds)"
    }
}

extension KernelRow {
    /// The anchor's name, and how many other nodes the kernel stands for.
    var nodesText: String {
        guard let first = nodes.first(where: { $0.index == kernel.anchor }) ?? nodes.first else {
            return "(\(kernel.source.rawValue))"
        }
        let name = first.name.isEmpty ? "\(first.operatorName) \(first.index)" : first.name
        return nodes.count > 1 ? "\(name) + \(nodes.count - 1)" : name
    }
}
