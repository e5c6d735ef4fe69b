import JSONText

/// Writes reports one after another in a format.
public struct ReportWriter: Sendable {
    private let format: ReportFormat
    private let style: TerminalStyle
    private var hasTitles = false
    /// Those that a format shows together.
    private var reports: [LatencyReport] = []

    /// - Parameters:
    ///   - format: of all that is written.
    ///   - style: of tables.
    public init(format: ReportFormat, style: TerminalStyle = .plain) {
        self.format = format
        self.style = style
    }

    /// What can be written of a report at once; empty where the format is one document of all reports.
    public mutating func add(_ report: LatencyReport) -> String {
        switch format {
        case .csv:
            defer { hasTitles = hasTitles || !report.kernels.isEmpty }
            return (hasTitles ? "" : report.csvTitles) + report.csvRows
        case .json: return report.jsonLine
        case .modelExplorer: return report.nodeData.text() + "\n"
        case .markdown: return report.markdown
        case .table: return report.table(style)
        case .html, .trace:
            reports.append(report)
            return ""
        }
    }

    /// What remains to be written after the last report.
    public func end() -> String {
        switch format {
        case .csv, .json, .markdown, .modelExplorer, .table: ""
        case .html: HTMLReport(reports).text
        case .trace: TraceReport(reports).json.text() + "\n"
        }
    }
}
