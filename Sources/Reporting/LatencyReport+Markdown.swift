import GraphIR
import KernelFormation
import LatencyPrediction

extension LatencyReport {
    /// The report for a pull request: the total, the time by kernel type and the heaviest kernels.
    public var markdown: String {
        let total = kernelMilliseconds
        let bound = isComplete ? "" : "at least "
        var text = """
            ### \(model.path.markdown) on \(platform.id.markdown)

            **\(bound)\(latencyMilliseconds.milliseconds) ms** (90 % interval \(lowMilliseconds.milliseconds) to \
            \(highMilliseconds.milliseconds) ms): \(kernels.count) kernels \(total.milliseconds) ms, overhead \
            \(overheadMilliseconds.milliseconds) ms. \(model.multiplyAccumulates.scaled) MACs, \
            \(model.parameters.scaled) parameters; trained predictors cover \(coverage.latency.percent) of the \
            kernels' time.

            | kernel type | kernels | ms | share |
            |---|--:|--:|--:|

            """
        for group in typeGroups {
            let share = total > 0 ? group.milliseconds / total : 0
            text += "| \(group.name) | \(group.count) | \(group.milliseconds.milliseconds) | \(share.percent) |\n"
        }
        text += "\n| # | heaviest kernels | ms | share | status | configuration | nodes |\n"
        text += "|--:|---|--:|--:|---|---|---|\n"
        for row in heaviest(10) {
            let cells = [
                String(row.index), row.kernel.type.rawValue,
                row.prediction?.latencyMilliseconds?.milliseconds ?? "?", row.share(ofTotal: total)?.percent ?? "",
                row.prediction?.status.rawValue ?? "", row.kernel.configuration.summary(of: row.kernel.type).markdown,
                row.nodesText.markdown,
            ]
            text += "| " + cells.joined(separator: " | ") + " |\n"
        }
        let lines = diagnostics.map { "- \($0.line.markdown)\n" }.joined()
        return text + (lines.isEmpty ? "" : "\n" + lines)
    }
}

extension String {
    /// The text where Markdown would read marks: those are escaped, and a line break is a space.
    var markdown: String {
        var text = ""
        for character in self {
            switch character {
            case "\\", "`", "*", "_", "[", "]", "<", "|", "#": text += "\\\(character)"
            case let character where character.isNewline: text += " "
            default: text.append(character)
            }
        }
        return text
    }
}
