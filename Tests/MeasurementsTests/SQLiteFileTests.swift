import CSQLite
import Glibc
import Testing

@testable import Measurements

@Suite struct SQLiteFileTests {
    /// A folder of its own, which is removed with what is in it.
    private struct Folder: ~Copyable {
        let path: String

        init() throws {
            var name = Array("/tmp/sqlite-XXXXXX".utf8CString)
            try #require(unsafe mkdtemp(&name) != nil)
            path = String(decoding: name.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        }

        deinit {
            for name in ["x.sqlite", "y.sqlite", "x.sqlite.partial"] { _ = unsafe unlink("\(path)/\(name)") }
            unsafe rmdir(path)
        }
    }

    private static func write(_ path: String) throws {
        var file = try SQLiteFile.create(path)
        try file.execute("CREATE TABLE numbers(name TEXT, whole INTEGER, part REAL)")
        try file.add([.text("a 'quoted' \u{1F980}"), .integer(.max), .real(0.1)], to: "numbers")
        try file.add([.text(""), .null, .real(-1e300)], to: "numbers")
        try file.finish()
    }

    /// All rows of the table, their columns as SQLite writes them.
    private static func read(_ path: String) throws -> [[String?]] {
        var connection: OpaquePointer?
        try #require(unsafe sqlite3_open_v2(path, &connection, SQLITE_OPEN_READONLY, nil) == SQLITE_OK)
        defer { unsafe sqlite3_close(connection) }
        var statement: OpaquePointer?
        try #require(unsafe sqlite3_prepare_v2(connection, "SELECT * FROM numbers", -1, &statement, nil) == SQLITE_OK)
        defer { unsafe sqlite3_finalize(statement) }
        var rows: [[String?]] = []
        while unsafe sqlite3_step(statement) == SQLITE_ROW {
            rows.append(
                (0..<3).map { column in
                    unsafe sqlite3_column_text(statement, column).map { unsafe String(cString: $0) }
                })
        }
        return rows
    }

    @Test func rowsReadBackAndTheSameRowsGiveTheSameBytes() throws {
        let folder = try Folder()
        try Self.write("\(folder.path)/x.sqlite")
        try Self.write("\(folder.path)/y.sqlite")
        #expect(
            try Self.read("\(folder.path)/x.sqlite") == [
                ["a 'quoted' \u{1F980}", "9223372036854775807", "0.1"], ["", nil, "-1.0e+300"],
            ])
        #expect(try FileBytes.read("\(folder.path)/x.sqlite") == FileBytes.read("\(folder.path)/y.sqlite"))
    }

    @Test func aFileThatIsNotFinishedDoesNotTakeItsName() throws {
        let folder = try Folder()
        let path = "\(folder.path)/x.sqlite"
        do {
            let file = try SQLiteFile.create(path)
            try file.execute("CREATE TABLE numbers(name TEXT)")
        }
        #expect(unsafe access(path, F_OK) != 0)
        try Self.write(path)
        #expect(try Self.read(path).count == 2)
    }

    @Test func whatCannotBeWrittenIsTold() throws {
        let missing = #expect(throws: SQLiteError.self) { try SQLiteFile.create("/nowhere/x.sqlite").finish() }
        #expect(missing?.message == "no such file or directory")
        let folder = try Folder()
        let absent = #expect(throws: SQLiteError.self) {
            var file = try SQLiteFile.create("\(folder.path)/x.sqlite")
            try file.add([.null], to: "absent")
        }
        #expect(absent?.message == "no such table: absent")
    }
}
