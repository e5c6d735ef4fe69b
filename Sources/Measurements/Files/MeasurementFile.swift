import JSONText
import KernelFormation

/// A file of measurements of one platform, or of candidates for them, in any of the forms that this module reads:
///
/// - a JSON object from the names of blocks to milliseconds;
/// - JSON lines, an object a kernel with LitePred's names: `{"kernel": "conv-bn-relu", "hw": 56, …, "latency_ms": 1.5}`;
/// - a CSV of kernels with LitePred's columns;
/// - a CSV of models: the columns `path` and `milliseconds`, and `standard_deviation` of repeats where it is known;
/// - a table of networks from end to end, of which a column is named.
public struct MeasurementFile: Sendable {
    /// A row, as it stands in the file.
    public struct Entry: Sendable {
        /// What was measured.
        public enum Subject: Sendable, Hashable {
            /// A model's file, whose kernels a ruleset forms.
            case model(path: String)
            case workload(Workload)

            fileprivate var name: String {
                switch self {
                case .model(let path): path
                case .workload(let workload): workload.name
                }
            }
        }

        public var subject: Subject
        /// nil for a candidate.
        public var milliseconds: Double?
        /// The standard deviation of its repeats over their mean; 0 where it is not told.
        public var repeatDeviation = 0.0
        /// Where it stands, as messages call it.
        public var place: String
        fileprivate var text: String
    }

    private enum Layout: Sendable {
        case lines(title: String)
        case object
    }

    /// The file, as messages call it.
    public let name: String
    public let entries: [Entry]
    private let layout: Layout

    /// Reads a file, found out by its content.
    ///
    /// - Parameters:
    ///   - column: of a table with several, the one to read: `pixel4|1large|float`.
    ///   - need: whether times must be there.
    ///   - networks: the kernels of the networks that a table may name.
    public init(
        contentsOf path: String, column: String?, need: Need, networks: () throws(MeasurementError) -> NetworkKernels
    ) throws(MeasurementError) {
        let bytes: [UInt8]
        do throws(SystemError) { bytes = try FileBytes.read(path) } catch {
            throw MeasurementError(.unreadable(error.message), file: path)
        }
        try self.init(
            bytes, name: path.split(separator: "/").last.map(String.init) ?? path, column: column, need: need,
            networks: networks)
    }

    /// Whether times must be there.
    public enum Need: Sendable {
        case candidates, measurements
    }

    init(
        _ bytes: [UInt8], name: String, column: String?, need: Need,
        networks: () throws(MeasurementError) -> NetworkKernels
    ) throws(MeasurementError) {
        self.name = name
        let bytes = bytes.starts(with: Self.byteOrderMark) ? Array(bytes.dropFirst(Self.byteOrderMark.count)) : bytes
        let first = bytes.first { $0 > 0x20 }
        guard first != UInt8(ascii: "[") else {
            throw MeasurementError(
                .malformed("expected a JSON object, lines of JSON objects or a CSV, found a JSON array"), file: name)
        }
        let isObject = first == UInt8(ascii: "{")
        if isObject, let lines = Self.lines(bytes) {
            layout = .lines(title: "")
            entries = try Self.kernels(lines, name, need)
        } else if isObject {
            layout = .object
            entries = try Self.blocks(bytes, name, need)
        } else {
            let table = try CSVTable(bytes, file: name)
            layout = .lines(title: CSVTable.line(table.columns))
            entries = try Self.rows(table, column, need, networks)
        }
        try Self.checkRepetitions(in: [self])
    }

    /// Spreadsheets write it before UTF-8.
    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// A file of the same kind with some of the entries, by their places.
    public func text(of places: [Int]) -> String {
        let kept = places.map { entries[$0].text }
        switch layout {
        case .object: return "{\n" + kept.map { "    \($0)" }.joined(separator: ",\n") + "\n}\n"
        case .lines(let title): return ((title.isEmpty ? [] : [title]) + kept).map { "\($0)\n" }.joined()
        }
    }

    /// How much longer one measurement of a workload may be than another.
    private static let repetitionLimit = 1.5

    /// A workload may be measured again, with a like time.
    ///
    /// - Throws: `MeasurementError` with the first that takes much longer in one place than in another.
    public static func checkRepetitions(in files: [MeasurementFile]) throws(MeasurementError) {
        var seen: [Entry.Subject: (milliseconds: Double, place: String)] = [:]
        for file in files {
            for entry in file.entries {
                guard let time = entry.milliseconds else { continue }
                let place = files.count > 1 ? "\(entry.place) of \(file.name)" : entry.place
                guard let (other, otherPlace) = seen.updateValue((time, place), forKey: entry.subject),
                    max(time / other, other / time) > repetitionLimit
                else { continue }
                throw MeasurementError(
                    .malformed(
                        "expected like times for \"\(entry.subject.name)\", found \(other) ms in \(otherPlace) and "
                            + "\(time) ms in \(place)"), file: file.name)
            }
        }
    }

    private static func blocks(_ bytes: [UInt8], _ name: String, _ need: Need) throws(MeasurementError) -> [Entry] {
        do throws(JSONError) {
            var result: [Entry] = []
            for (key, value) in try JSONReader(try JSONValue(parsing: bytes)).members() {
                guard let block = Workload(block: key) else { throw value.error("expected a block of a known design") }
                let milliseconds = try time(value, need)
                result.append(
                    Entry(
                        subject: .workload(block), milliseconds: milliseconds, place: "member \"\(key)\"",
                        text: "\"\(key)\": \(milliseconds.map { "\($0)" } ?? "null")"))
            }
            return result
        } catch {
            throw MeasurementError(.malformed(error.description), file: name)
        }
    }

    private static func time(_ value: JSONReader, _ need: Need) throws(JSONError) -> Double? {
        if need == .candidates { return nil }
        let milliseconds = try value.number()
        guard milliseconds.isFinite, milliseconds > 0 else {
            throw value.error("expected a number above 0, found \(milliseconds)")
        }
        return milliseconds
    }

    /// The lines of JSON lines, each with its number: the first begins and ends an object that names a kernel.
    private static func lines(_ bytes: [UInt8]) -> [(number: Int, text: String)]? {
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
            .enumerated().filter { !$1.allSatisfy(\.isWhitespace) }.map { ($0 + 1, String($1)) }
        guard let first = lines.first?.1.trimmed, first.hasPrefix("{"), first.hasSuffix("}"),
            first.contains("\"kernel\"")
        else { return nil }
        return lines
    }

    private static func kernels(
        _ lines: [(number: Int, text: String)], _ name: String, _ need: Need
    ) throws(MeasurementError) -> [Entry] {
        var titles: [String] = []
        var rows: [(number: Int, fields: [String: String])] = []
        for (number, line) in lines {
            do throws(JSONError) {
                var row: [String: String] = [:]
                for (key, value) in try JSONReader(try JSONValue(parsing: Array(line.utf8))).members() {
                    if need == .candidates, key == "latency_ms" { continue }
                    row[key] = try key == "kernel" ? value.string() : value.numberText
                    if !titles.contains(key) { titles.append(key) }
                }
                rows.append((number, row))
            } catch {
                throw MeasurementError(.malformed(error.description), file: name, line: number)
            }
        }
        var full: [CSVTable.Row] = []
        for (number, row) in rows {
            var fields: [String] = []
            for title in titles {
                guard let field = row[title] else {
                    throw MeasurementError(
                        .malformed("expected the member \"\(title)\" of other lines, found none"), file: name,
                        line: number)
                }
                fields.append(field)
            }
            full.append(CSVTable.Row(line: number, fields: fields))
        }
        let table = CSVTable(file: name, columns: titles, rows: full)
        let columns = try LitePredColumns(table, latency: need == .candidates ? nil : "latency_ms")
        var result: [Entry] = []
        for (row, line) in zip(table.rows, lines) {
            let read = try columns.read(row, of: table)
            result.append(
                Entry(
                    subject: .workload(read.workload), milliseconds: read.milliseconds, place: "line \(row.line)",
                    text: line.text))
        }
        return result
    }

    private static func rows(
        _ table: CSVTable, _ column: String?, _ need: Need, _ networks: () throws(MeasurementError) -> NetworkKernels
    ) throws(MeasurementError) -> [Entry] {
        if table.columns.contains("path") { return try models(table, column ?? "milliseconds", need) }
        if LitePredColumns.describes(table) { return try kernels(table, column ?? "latency_ms", need) }
        guard table.columns.contains("model") else {
            throw MeasurementError(
                .malformed(
                    "expected the column \"path\", \"model\" or LitePred's columns, found "
                        + table.columns.prefix(6).joined(separator: ", ")), file: table.file)
        }
        return try networkTimes(table, column, need, networks())
    }

    private static func models(
        _ table: CSVTable, _ column: String, _ need: Need
    ) throws(MeasurementError) -> [Entry] {
        let path = try table.index(of: "path")
        let time = need == .measurements ? try table.index(of: column) : nil
        let scatter = table.columns.firstIndex(of: "standard_deviation")
        var result: [Entry] = []
        for row in table.rows {
            let measured = try time.map { (time) throws(MeasurementError) in
                (milliseconds: try table.positive(row, time), deviation: try table.share(row, scatter, of: time))
            }
            result.append(
                Entry(
                    subject: .model(path: row.fields[path]), milliseconds: measured?.milliseconds,
                    repeatDeviation: measured?.deviation ?? 0, place: "line \(row.line)",
                    text: CSVTable.line(row.fields)))
        }
        return result
    }

    private static func kernels(
        _ table: CSVTable, _ column: String, _ need: Need
    ) throws(MeasurementError) -> [Entry] {
        let columns = try LitePredColumns(table, latency: need == .measurements ? column : nil)
        var result: [Entry] = []
        for row in table.rows {
            let read = try columns.read(row, of: table)
            result.append(
                Entry(
                    subject: .workload(read.workload), milliseconds: read.milliseconds, place: "line \(row.line)",
                    text: CSVTable.line(row.fields)))
        }
        return result
    }

    /// Rows of the published tables, whose times are microseconds.
    private static func networkTimes(
        _ table: CSVTable, _ column: String?, _ need: Need, _ networks: NetworkKernels
    ) throws(MeasurementError) -> [Entry] {
        let model = try table.index(of: "model")
        let time = need == .measurements ? try place(of: column, in: table) : nil
        let scatter = time.flatMap { table.deviation(beside: $0) }
        var result: [Entry] = []
        for row in table.rows {
            let name = row.fields[model]
            guard let parts = networks.parts[name] else {
                throw table.fault(row, model, "expected a network whose kernels are known, found \"\(name)\"")
            }
            let measured = try time.map { (time) throws(MeasurementError) in
                (microseconds: try table.positive(row, time), deviation: try table.share(row, scatter, of: time))
            }
            result.append(
                Entry(
                    subject: .workload(Workload(name: name, kind: .network, group: "network", parts: parts)),
                    milliseconds: measured.map { $0.microseconds / 1000 },
                    repeatDeviation: measured?.deviation ?? 0, place: "line \(row.line)",
                    text: CSVTable.line(row.fields)))
        }
        return result
    }
}

extension MeasurementFile {
    /// The place of the column to read, with or without the `|mean` at its end.
    private static func place(of column: String?, in table: CSVTable) throws(MeasurementError) -> Int {
        let suffix = "|mean"
        let known = table.columns.first { $0.hasSuffix(suffix) }
        let example = known.map { String($0.dropLast(suffix.count)) } ?? "pixel4|1large|float"
        guard let column else {
            throw MeasurementError(
                .malformed("expected the name of the column to read, such as \"\(example)\""), file: table.file)
        }
        guard let place = table.columns.firstIndex(of: column) ?? table.columns.firstIndex(of: column + suffix) else {
            throw MeasurementError(
                .malformed("expected a column such as \"\(example)\", found none called \"\(column)\""),
                file: table.file)
        }
        return place
    }
}

extension String {
    /// Without the white space at its ends.
    fileprivate var trimmed: Substring {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return self[first...last]
    }
}

extension JSONReader {
    /// A number as a table would hold it.
    fileprivate var numberText: String {
        get throws(JSONError) {
            if case .integer(let integer) = value { return String(integer) }
            return String(try number())
        }
    }
}
