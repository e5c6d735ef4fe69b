import Testing

@testable import Measurements

@Suite struct CSVTableTests {
    @Test func readsQuotesCommasAndLineEndsInFields() throws {
        let table = try CSVTable(Array("a,b\r\n\"x, \"\"y\"\"\",\n\"1\n2\",é".utf8), file: "t.csv")
        #expect(table.columns == ["a", "b"])
        #expect(table.rows.map(\.fields) == [["x, \"y\"", ""], ["1\n2", "é"]])
        #expect(table.rows.map(\.line) == [2, 3])
    }

    static let malformed: [(bytes: [UInt8], message: String, why: Comment)] = [
        ([], "t.csv: expected a header, found an empty file", "no line at all"),
        (
            Array("a,b\n1\n".utf8), "t.csv: line 2: expected 2 fields, found 1",
            "a row cut short"
        ),
        (Array("a,b\n\n".utf8), "t.csv: line 2: expected 2 fields, found 1", "an empty line is a row of one field"),
        (
            Array("a,a\n".utf8),
            "t.csv: line 1: column \"a\": expected names that differ, found one name in columns 1 and 2",
            "a name may stand for one column only"
        ),
        (
            Array("a\nx\"y\n".utf8),
            "t.csv: line 2: column \"1\": expected a quote only at a field's ends, found one inside", "a stray quote"
        ),
        (
            Array("a\n\"x\"y\n".utf8),
            "t.csv: line 2: column \"1\": expected a comma or the line's end after the closing quote",
            "text behind a quoted field"
        ),
        (
            Array("a,b\n1,\"x\n\n".utf8),
            "t.csv: line 2: column \"2\": expected a closing quote, found the file's end", "an open quote"
        ),
        (
            Array("a\r1\n".utf8),
            "t.csv: line 1: column \"1\": expected a line feed after the carriage return", "an old line end"
        ),
        (
            [0x61, 0x0A, 0xFF, 0x0A], "t.csv: line 2: column \"1\": expected UTF-8, found other bytes", "not a text"
        ),
    ]

    @Test(arguments: malformed) func refusesWithTheExactMessage(bytes: [UInt8], message: String, why: Comment) {
        let error = #expect(throws: MeasurementError.self, why) { try CSVTable(bytes, file: "t.csv") }
        #expect(error?.description == message, why)
    }

    @Test func namesTheColumnThatIsMissing() throws {
        let table = try CSVTable(Array("a\n1\n".utf8), file: "t.csv")
        let error = #expect(throws: MeasurementError.self) { try table.index(of: "b") }
        #expect(error?.description == "t.csv: column \"b\": expected a column, found none of that name")
    }

    @Test func saysWhyAFileCannotBeRead() {
        let missing = #expect(throws: MeasurementError.self) { try CSVTable(contentsOf: "/nowhere/t.csv") }
        #expect(missing?.description == "/nowhere/t.csv: no such file or directory")
        let folder = #expect(throws: MeasurementError.self) { try CSVTable(contentsOf: "/") }
        #expect(folder?.description == "/: is a directory")
    }
}
