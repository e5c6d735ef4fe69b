import CSQLite
import Glibc

/// A SQLite database in the making: one transaction into a file that takes its name once it is complete.
///
/// The same statements give the same bytes. https://www.sqlite.org/c3ref/intro.html
@safe package struct SQLiteFile: ~Copyable {
    /// What stands in a column of a row.
    package enum Value: Sendable, Hashable {
        case null
        case integer(Int)
        case real(Double)
        case text(String)
    }

    private let path: String
    private let connection: OpaquePointer
    /// What adds a row to `table`.
    private var statement: OpaquePointer?
    private var table = ""

    /// The name of a file while it is written.
    private static func partialPath(_ path: String) -> String { "\(path).partial" }

    /// Begins a file; what stood under its name stays until the end.
    ///
    /// - Throws: `SQLiteError` where it cannot be made.
    package static func create(_ path: String) throws(SQLiteError) -> SQLiteFile {
        let file = unsafe SQLiteFile(try open(partialPath(path)), path)
        // Nobody reads the file before it has its name, so that there is nothing to roll back to.
        try file.execute("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE; BEGIN")
        return file
    }

    private init(_ connection: OpaquePointer, _ path: String) {
        unsafe self.connection = unsafe connection
        self.path = path
    }

    private static func open(_ path: String) throws(SQLiteError) -> OpaquePointer {
        // What a run that was killed left there is not to be gone on with.
        _ = unsafe unlink(path)
        var opened: OpaquePointer?
        let code = unsafe sqlite3_open_v2(path, &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nil)
        guard let connection = unsafe opened else { throw SQLiteError(message: "out of memory") }
        guard code == SQLITE_OK else {
            let error = unsafe SQLiteError(of: connection)
            unsafe sqlite3_close(connection)
            throw error
        }
        return unsafe connection
    }

    deinit {
        unsafe sqlite3_finalize(statement)
        unsafe sqlite3_close(connection)
    }

    /// Runs statements that give no rows.
    package func execute(_ statements: String) throws(SQLiteError) {
        guard unsafe sqlite3_exec(connection, statements, nil, nil, nil) == SQLITE_OK else {
            throw unsafe SQLiteError(of: connection)
        }
    }

    /// Adds a row to a table, a value for each column; many to one table, one after another, cost the least.
    package mutating func add(_ row: [Value], to table: String) throws(SQLiteError) {
        if table != self.table { try prepare(table, columnCount: row.count) }
        guard let statement = unsafe statement else { return }
        for (column, value) in row.enumerated() { try unsafe bind(value, to: Int32(column) + 1, of: statement) }
        guard unsafe sqlite3_step(statement) == SQLITE_DONE, unsafe sqlite3_reset(statement) == SQLITE_OK else {
            throw unsafe SQLiteError(of: connection)
        }
    }

    private mutating func prepare(_ table: String, columnCount: Int) throws(SQLiteError) {
        unsafe sqlite3_finalize(statement)
        unsafe statement = nil
        let places = Array(repeating: "?", count: columnCount).joined(separator: ", ")
        let text = "INSERT INTO \(table) VALUES (\(places))"
        guard unsafe sqlite3_prepare_v2(connection, text, -1, &statement, nil) == SQLITE_OK else {
            throw unsafe SQLiteError(of: connection)
        }
        self.table = table
    }

    private func bind(_ value: Value, to place: Int32, of statement: OpaquePointer) throws(SQLiteError) {
        // Tells SQLite to copy a text.
        let transient = unsafe unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        let code =
            switch value {
            case .null: unsafe sqlite3_bind_null(statement, place)
            case .integer(let number): unsafe sqlite3_bind_int64(statement, place, Int64(number))
            case .real(let number): unsafe sqlite3_bind_double(statement, place, number)
            case .text(let text):
                unsafe sqlite3_bind_text(statement, place, text, Int32(clamping: text.utf8.count), transient)
            }
        guard code == SQLITE_OK else { throw unsafe SQLiteError(of: connection) }
    }

    /// Ends the transaction, and gives the file its name.
    package consuming func finish() throws(SQLiteError) {
        try execute("COMMIT")
        guard unsafe rename(Self.partialPath(path), path) == 0 else {
            throw SQLiteError(message: SystemError(number: errno).message)
        }
    }
}

/// Why SQLite could not write.
package struct SQLiteError: Error, Sendable, Hashable {
    package var message: String

    fileprivate init(message: String) { self.message = message }

    /// The system's word where it refused something, else SQLite's own.
    fileprivate init(of connection: OpaquePointer) {
        let number = unsafe sqlite3_system_errno(connection)
        if number != 0 {
            message = SystemError(number: number).message
        } else {
            let code = unsafe sqlite3_errcode(connection)
            message =
                code == SQLITE_FULL
                ? SystemError(number: ENOSPC).message : unsafe String(cString: sqlite3_errmsg(connection))
        }
    }
}
