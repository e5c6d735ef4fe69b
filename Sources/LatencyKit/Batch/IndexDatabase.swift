import Measurements
import Reporting

/// The index of a batch as a SQLite database: the table `results` with the columns of `index.csv`.
///
/// The system's own library writes it. GRDB would bring Foundation, whose start alone is dearer than a small prediction,
/// for one table and one statement.
struct IndexDatabase: ~Copyable {
    private let path: String
    private var file: SQLiteFile

    private static let columns = [
        "path TEXT NOT NULL", "path_uri TEXT", "platform TEXT", "latency_ms REAL", "latency_low_ms REAL",
        "latency_high_ms REAL", "overhead_ms REAL", "kernels INTEGER", "macs INTEGER", "parameters INTEGER",
        "coverage REAL", "complete INTEGER", "digest TEXT", "report TEXT", "error TEXT",
    ]

    init(path: String) throws(LatencyKitError) {
        file = try Self.file(path)
        self.path = path
    }

    private static func file(_ path: String) throws(LatencyKitError) -> SQLiteFile {
        do {
            let file = try SQLiteFile.create(path)
            try file.execute("CREATE TABLE results(\(columns.joined(separator: ", ")))")
            return file
        } catch {
            throw LatencyKitError(error, path: path)
        }
    }

    /// Adds a line of the index.
    mutating func add(_ row: IndexRow) throws(LatencyKitError) {
        do { try file.add(row.values, to: "results") } catch { throw LatencyKitError(error, path: path) }
    }

    /// Gives the file its name.
    consuming func finish() throws(LatencyKitError) {
        let path = path
        do {
            try file.execute("CREATE INDEX results_by_path ON results(path)")
            try file.finish()
        } catch {
            throw LatencyKitError(error, path: path)
        }
    }
}

extension IndexRow {
    /// One for each column.
    fileprivate var values: [SQLiteFile.Value] {
        let names: [SQLiteFile.Value] = [.text(path), escapedPath.map(SQLiteFile.Value.text) ?? .null]
        switch outcome {
        case .entry(let entry):
            return names + [
                .text(entry.platform), .real(entry.latencyMilliseconds), .real(entry.lowMilliseconds),
                .real(entry.highMilliseconds), .real(entry.overheadMilliseconds), .integer(entry.kernelCount),
                .integer(entry.multiplyAccumulates), .integer(entry.parameters), .real(entry.coverage),
                .integer(entry.isComplete ? 1 : 0), .text(entry.digest),
                entry.report.map(SQLiteFile.Value.text) ?? .null, .null,
            ]
        case .failure(let failure):
            return names + Array(repeating: .null, count: 12) + [.text(failure.text)]
        }
    }
}

extension LatencyKitError {
    /// What SQLite could not write.
    init(_ error: SQLiteError, path: String) { self.init(.writeFailed, path: path, error.message) }
}
