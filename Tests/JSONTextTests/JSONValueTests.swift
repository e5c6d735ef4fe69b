import JSONText
import Testing

@Suite struct JSONValueTests {
    /// Text, the exact message it must give, and why the row exists.
    static let malformed: [(text: String, message: String, why: Comment)] = [
        ("", "byte 0: expected a value, found the end", "empty"),
        ("{'a': 1}", "byte 1: expected a string, found \"'\"", "json-c takes single quotes"),
        ("[NaN]", "byte 1: expected a value, found \"N\"", "json-c takes NaN"),
        ("{\"a\": 1, \"a\": 2}", "byte 9: expected each key once, found \"a\" again", "json-c keeps the last"),
        ("[1, ]", "byte 4: expected a value, found \"]\"", "a trailing comma"),
        ("[1] 2", "byte 4: expected the end, found \"2\"", "two values"),
        ("[01]", "byte 1: expected a number of 64 bits, found 01", "a leading zero"),
        ("[1e999]", "byte 1: expected a number of 64 bits, found 1e999", "an infinity"),
        ("[9223372036854775808]", "byte 1: expected a number of 64 bits, found 9223372036854775808", "Int.max + 1"),
        ("\"a", "byte 0: expected the end of a string", "no closing quote"),
        ("\"a\\", "byte 0: expected the end of a string", "an escape at the end"),
        ("\"\\x\"", "expected JSON, found: invalid string sequence", "an escape that JSON does not have"),
        (String(repeating: "[", count: 100_000), "byte 100: expected at most 100 levels, found more", "depth"),
    ]

    @Test(arguments: malformed) func refusesWithTheExactMessage(text: String, message: String, why: Comment) {
        let error = #expect(throws: JSONError.self, why) { try JSONValue(parsing: Array(text.utf8)) }
        #expect(error?.description == message, why)
    }

    @Test func refusesInvalidUTF8() {
        let error = #expect(throws: JSONError.self) { try JSONValue(parsing: [0x22, 0xFF, 0x22]) }
        #expect(error?.description == "expected UTF-8, found other bytes")
    }

    /// Each text is what the writer itself gives.
    static let roundTrips = [
        "null", "true", "[]", "{}", "-5", "9223372036854775807", "0.1", "1e-07", "\"\\\"\\\\\\n\\u0001ü\\u007f\"",
        "{\"b\":[1,2.5,{\"c\":null}],\"a\":\"x\"}",
    ]

    @Test(arguments: roundTrips) func writesWhatItRead(text: String) throws {
        #expect(try JSONValue(parsing: Array(text.utf8)).text() == text)
    }

    @Test func indentsByTwoSpaces() {
        let value = JSONValue.object([.init("a", .array([.integer(1), .array([])])), .init("b", .object([]))])
        #expect(value.text(.indented) == "{\n  \"a\": [\n    1,\n    []\n  ],\n  \"b\": {}\n}")
    }

    @Test func aReaderNamesThePlace() throws {
        let document = JSONReader(try JSONValue(parsing: Array("{\"layers\":[{\"size\":\"3\"}]}".utf8)))
        let error = #expect(throws: JSONError.self) {
            try document.member("layers").elements()[0].member("size").integer()
        }
        #expect(error?.description == "layers[0].size: expected an integer, found \"3\"")
    }
}
