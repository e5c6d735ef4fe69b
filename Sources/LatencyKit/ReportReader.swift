import JSONText
import Measurements
public import Reporting

/// Reads reports that were written as JSON.
public struct ReportReader: Sendable {
    public init() {}

    /// Whether the file begins as a report does.
    public func isReport(_ path: String) -> Bool {
        guard let bytes = try? FileBytes.read(path, atMost: 64) else { return false }
        return String(decoding: bytes, as: UTF8.self).contains("\"kernelcast/report/")
    }

    /// What the report in a file says.
    ///
    /// - Throws: `LatencyKitError` where the file cannot be read or is no report.
    public func read(_ path: String) throws(LatencyKitError) -> ReportSummary {
        do {
            return try ReportSummary(JSONReader(JSONValue(parsing: try FileBytes.read(path))))
        } catch let error as JSONError {
            throw LatencyKitError(.badInput, path: path, error.message, location: error.place)
        } catch let error as SystemError {
            throw LatencyKitError(.noSuchFile, path: path, error.message)
        } catch {
            throw LatencyKitError(.defect, path: path, "expected an error of reading, found \(error)")
        }
    }

    /// What a report that was just made says.
    public func summary(of report: LatencyReport) throws(LatencyKitError) -> ReportSummary {
        do { return try ReportSummary(report) } catch {
            throw LatencyKitError(.defect, path: report.model.path, error.message, location: error.place)
        }
    }
}
