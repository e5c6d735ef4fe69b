import GraphIR
import KernelFormation
import LatencyPrediction

extension LatencyReport {
    /// The report for a terminal: the total first, then a line per kernel in the order of execution.
    public var table: String { table(.plain) }

    /// The report as a terminal shows it.
    public func table(_ style: TerminalStyle) -> String {
        let total = kernelMilliseconds
        var table = TextTable([
            ("#", .right), ("kernel", .left), ("ms", .right), ("90 % interval", .right), ("share", .right),
            ("MACs", .right), ("status", .left), ("configuration", .left), ("nodes", .left),
        ])
        for row in kernels {
            let prediction = row.prediction
            let cells = [
                String(row.index), row.kernel.type.rawValue, prediction?.latencyMilliseconds?.milliseconds ?? "?",
                Self.interval(prediction?.lowMilliseconds, prediction?.highMilliseconds),
                row.share(ofTotal: total)?.percent ?? "", row.kernel.configuration.multiplyAccumulates.scaled,
                prediction?.status.rawValue ?? "", row.kernel.configuration.summary(of: row.kernel.type), row.nodesText,
            ]
            table.add(cells, colors: [6: prediction?.status.color ?? .quiet])
        }
        let notes = diagnostics.map { style.colored($0.line, $0.severity == .warning ? .fair : .quiet) + "\n" }
        return heading(style) + "\n" + table.text(style) + notes.joined()
    }

    private func heading(_ style: TerminalStyle) -> String {
        let coverage = coverage
        let bound = isComplete ? "" : "at least "
        let latency = style.colored("\(bound)\(latencyMilliseconds.milliseconds) ms", .strong)
        return """
            \(model.path) on \(platform.id): \(latency) \
            (90 % interval \(lowMilliseconds.milliseconds) to \(highMilliseconds.milliseconds) ms)
            \(kernels.count) kernels \(kernelMilliseconds.milliseconds) ms, overhead \
            \(overheadMilliseconds.milliseconds) ms; \(model.multiplyAccumulates.scaled) MACs, \
            \(model.parameters.scaled) parameters; trained predictors cover \(coverage.latency.percent) of the \
            kernels' time

            """
    }

    /// Both ends, as a cell; empty where there is no estimate.
    static func interval(_ low: Double?, _ high: Double?) -> String {
        guard let low, let high else { return "" }
        return "\(low.milliseconds) – \(high.milliseconds)"
    }
}

extension KernelPrediction.Status {
    fileprivate var color: TerminalStyle.Color {
        switch self {
        case .predicted: .good
        case .extrapolated, .fallback: .fair
        case .unsupported: .bad
        case .zeroCost: .quiet
        }
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
