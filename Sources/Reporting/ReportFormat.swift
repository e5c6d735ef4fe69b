/// The formats of latency reports.
public enum ReportFormat: String, Sendable, Hashable, CaseIterable {
    case csv, html, json, markdown
    case modelExplorer = "model-explorer"
    case table, trace
}
