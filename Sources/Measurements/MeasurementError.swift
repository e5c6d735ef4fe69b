/// Measurements could not be read.
public struct MeasurementError: Error, Sendable, Hashable {
    public enum Reason: Sendable, Hashable {
        /// There is no such file, or the system does not let us read it.
        case unreadable(String)
        /// What the file says breaks the table's rules.
        case malformed(String)
    }

    public var reason: Reason
    public var file: String
    /// The line, counted from 1, at which the row or the fault begins.
    public var line: Int?
    /// The column's name, or its number counted from 1 where it has none.
    public var column: String?

    public init(_ reason: Reason, file: String, line: Int? = nil, column: String? = nil) {
        self.reason = reason
        self.file = file
        self.line = line
        self.column = column
    }
}

extension MeasurementError: CustomStringConvertible {
    public var description: String {
        let message =
            switch reason {
            case .unreadable(let message), .malformed(let message): message
            }
        return [file, line.map { "line \($0)" }, column.map { "column \"\($0)\"" }, message]
            .compactMap(\.self).joined(separator: ": ")
    }
}
