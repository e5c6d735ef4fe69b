/// A table of comma-separated values with a header, as RFC 4180 defines it: https://www.rfc-editor.org/rfc/rfc4180.
///
/// Lines end in LF or CR LF. A quote stands at a field's ends only, and doubled inside; every row has the header's
/// number of fields.
public struct CSVTable: Sendable {
    /// The file, as messages should call it.
    public let file: String
    public let columns: [String]
    public let rows: [Row]

    /// One record.
    public struct Row: Sendable {
        /// The line on which it begins, counted from 1.
        public let line: Int
        /// In the order of the columns.
        public let fields: [String]
    }

    public init(_ bytes: [UInt8], file: String) throws(MeasurementError) {
        var reader = CSVReader(bytes, file: file)
        guard let header = try reader.next() else {
            throw MeasurementError(.malformed("expected a header, found an empty file"), file: file)
        }
        var places: [String: Int] = [:]
        for (index, name) in header.fields.enumerated() {
            guard let first = places.updateValue(index, forKey: name) else { continue }
            throw MeasurementError(
                .malformed("expected names that differ, found one name in columns \(first + 1) and \(index + 1)"),
                file: file, line: header.line, column: name)
        }
        var rows: [Row] = []
        while let row = try reader.next() {
            guard row.fields.count == header.fields.count else {
                throw MeasurementError(
                    .malformed("expected \(header.fields.count) fields, found \(row.fields.count)"),
                    file: file, line: row.line)
            }
            rows.append(row)
        }
        self.file = file
        columns = header.fields
        self.rows = rows
    }

    /// A table of rows that are known to have a field for each column.
    init(file: String, columns: [String], rows: [Row]) {
        self.file = file
        self.columns = columns
        self.rows = rows
    }

    /// Fields as a line, quoted where they must be.
    static func line(_ fields: [String]) -> String {
        fields.map { field in
            let isPlain = !field.utf8.contains {
                $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\"") || $0 == 0x0A || $0 == 0x0D
            }
            if isPlain { return field }
            return "\"" + field.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
                + "\""
        }.joined(separator: ",")
    }

    /// The place of a column that the table must have.
    public func index(of column: String) throws(MeasurementError) -> Int {
        guard let index = columns.firstIndex(of: column) else {
            throw MeasurementError(.malformed("expected a column, found none of that name"), file: file, column: column)
        }
        return index
    }

    /// Reads the file, which messages call by its last name.
    public init(contentsOf path: String) throws(MeasurementError) {
        let bytes: [UInt8]
        do throws(SystemError) { bytes = try FileBytes.read(path) } catch {
            throw MeasurementError(.unreadable(error.message), file: path)
        }
        try self.init(bytes, file: path.split(separator: "/").last.map(String.init) ?? path)
    }

    /// The field as a finite number above zero.
    func positive(_ row: Row, _ column: Int) throws(MeasurementError) -> Double {
        guard let number = Double(row.fields[column]), number.isFinite, number > 0 else {
            throw fault(row, column, "expected a number above 0, found \"\(row.fields[column])\"")
        }
        return number
    }

    /// The column of standard deviations of a column of means: `pixel4|gpu|float|std`.
    func deviation(beside mean: Int) -> Int? {
        columns[mean].hasSuffix("|mean") ? columns.firstIndex(of: columns[mean].dropLast(4) + "std") : nil
    }

    /// A column's number over that of another, which is above 0; 0 where there is no such column, or nothing in it.
    func share(_ row: Row, _ part: Int?, of whole: Int) throws(MeasurementError) -> Double {
        guard let part, !row.fields[part].isEmpty else { return 0 }
        return try notNegative(row, part) / positive(row, whole)
    }

    /// The field as a finite number, zero or more.
    func notNegative(_ row: Row, _ column: Int) throws(MeasurementError) -> Double {
        guard let number = Double(row.fields[column]), number.isFinite, number >= 0 else {
            throw fault(row, column, "expected a number of at least 0, found \"\(row.fields[column])\"")
        }
        return number
    }

    /// An error at a field of the table.
    func fault(_ row: Row, _ column: Int, _ message: String) -> MeasurementError {
        MeasurementError(.malformed(message), file: file, line: row.line, column: columns[column])
    }
}

/// Splits bytes into records.
private struct CSVReader {
    private let bytes: [UInt8]
    private let file: String
    private var position = 0
    private var line = 1

    init(_ bytes: [UInt8], file: String) {
        self.bytes = bytes
        self.file = file
    }

    /// The next record, or nil at the end.
    mutating func next() throws(MeasurementError) -> CSVTable.Row? {
        guard position < bytes.count else { return nil }
        let start = line
        var fields: [String] = []
        while true {
            fields.append(try field(number: fields.count + 1))
            guard position < bytes.count else { break }
            let separator = bytes[position]
            position += 1
            if separator == UInt8(ascii: ",") { continue }
            if separator == UInt8(ascii: "\r") {
                guard position < bytes.count, bytes[position] == UInt8(ascii: "\n") else {
                    throw fault("expected a line feed after the carriage return", fields.count)
                }
                position += 1
            }
            line += 1
            break
        }
        return CSVTable.Row(line: start, fields: fields)
    }

    private mutating func field(number: Int) throws(MeasurementError) -> String {
        if position < bytes.count, bytes[position] == UInt8(ascii: "\"") { return try quoted(number) }
        let start = position
        while position < bytes.count, !isEnd(bytes[position]) {
            guard bytes[position] != UInt8(ascii: "\"") else {
                throw fault("expected a quote only at a field's ends, found one inside", number)
            }
            position += 1
        }
        return try text(bytes[start..<position], number)
    }

    private mutating func quoted(_ number: Int) throws(MeasurementError) -> String {
        let opening = line
        var content: [UInt8] = []
        position += 1
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            if byte != UInt8(ascii: "\"") {
                if byte == UInt8(ascii: "\n") { line += 1 }
                content.append(byte)
            } else if position < bytes.count, bytes[position] == UInt8(ascii: "\"") {
                content.append(byte)
                position += 1
            } else {
                guard position == bytes.count || isEnd(bytes[position]) else {
                    throw fault("expected a comma or the line's end after the closing quote", number)
                }
                return try text(content[...], number)
            }
        }
        throw MeasurementError(
            .malformed("expected a closing quote, found the file's end"), file: file, line: opening, column: "\(number)"
        )
    }

    private func text(_ content: ArraySlice<UInt8>, _ number: Int) throws(MeasurementError) -> String {
        guard let text = String(validating: content, as: UTF8.self) else {
            throw fault("expected UTF-8, found other bytes", number)
        }
        return text
    }

    private func isEnd(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
    }

    private func fault(_ message: String, _ number: Int) -> MeasurementError {
        MeasurementError(.malformed(message), file: file, line: line, column: "\(number)")
    }
}
