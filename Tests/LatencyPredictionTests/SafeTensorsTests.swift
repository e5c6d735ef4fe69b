import Glibc
import Testing

@testable import LatencyPrediction

@Suite struct SafeTensorsTests {
    static let example = SafeTensors(
        metadata: ["b": "naïve \"text\"", "a": ""],
        tensors: [
            "single": .init([1.5, -0.25, .greatestFiniteMagnitude] as [Float], shape: [3, 1]),
            "double": .init([0.1] as [Double]),
            "half": .init(half: [1, 0.1, 65504]),
            "short": .init([-1, 7] as [Int16]),
            "word": .init([-70_000] as [Int32]),
            "unsigned": .init([65_535] as [UInt16]),
            "empty": .init([] as [Float], shape: [0, 4]),
        ])

    @Test func readsWhatItWrote() throws {
        let read = try SafeTensors(Self.example.bytes)
        #expect(read == Self.example)
        #expect(try read.tensor("single").floats() == [1.5, -0.25, .greatestFiniteMagnitude])
        #expect(try read.tensor("double").doubles() == [0.1])
        #expect(try read.tensor("half").floats() == [1, 0.099_975_586, 65504])
        #expect(try read.tensor("short").integers16() == [-1, 7])
        #expect(try read.tensor("word").integers32() == [-70_000])
        #expect(try read.tensor("unsigned").unsignedIntegers16() == [65_535])
        #expect(try read.text("b") == "naïve \"text\"")
    }

    @Test func writesTheSameBytesForTheSameContent() throws {
        let bytes = Self.example.bytes
        #expect(bytes == SafeTensors(metadata: Self.example.metadata, tensors: Self.example.tensors).bytes)
        #expect(Int(bytes[0]) % 8 == 0, "the data is aligned")
    }

    /// A file with the header given, and as many bytes of data.
    static func file(_ header: String, data: Int = 0) -> [UInt8] {
        let length = (0..<8).map { UInt8(truncatingIfNeeded: header.utf8.count >> (8 * $0)) }
        return length + Array(header.utf8) + Array(repeating: 0, count: data)
    }

    static let malformed: [(bytes: [UInt8], message: String)] = [
        ([1, 2, 3], "expected 8 bytes of the header's length, found 3"),
        (
            Array(repeating: 255, count: 20),
            "expected a header of at most 12 bytes, found 18446744073709551615"
        ),
        ([9, 0, 0, 0, 0, 0, 0, 0, 0x7B], "expected a header of at most 1 bytes, found 9"),
        (file("[]"), "header: expected an object, found an array"),
        (file(#"{"a": {}}"#), "header: a: expected a member \"dtype\", found none"),
        (
            file(#"{"a": {"dtype": "F8", "shape": [], "data_offsets": [0, 1]}}"#, data: 1),
            "header: a.dtype: expected one of F16, F32, F64, I16, I32, U16, found \"F8\""
        ),
        (
            file(#"{"a": {"dtype": "F32", "shape": [-1], "data_offsets": [0, 4]}}"#, data: 4),
            "header: a.shape[0]: expected an extent whose tensor fits, found -1"
        ),
        (
            file(#"{"a": {"dtype": "F32", "shape": [4294967296, 4294967296], "data_offsets": [0, 4]}}"#, data: 4),
            "header: a.shape[1]: expected an extent whose tensor fits, found 4294967296"
        ),
        (
            file(#"{"a": {"dtype": "F32", "shape": [1], "data_offsets": [0]}}"#, data: 4),
            "header: a.data_offsets: expected 2 offsets, found 1"
        ),
        (
            file(#"{"a": {"dtype": "F32", "shape": [1], "data_offsets": [2, 6]}}"#, data: 4),
            "header: a.data_offsets: expected 0 ≤ start ≤ end ≤ 4, found 2 and 6"
        ),
        (
            file(#"{"a": {"dtype": "F32", "shape": [1], "data_offsets": [4, 0]}}"#, data: 4),
            "header: a.data_offsets: expected 0 ≤ start ≤ end ≤ 4, found 4 and 0"
        ),
        (
            file(#"{"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 4]}}"#, data: 4),
            "header: a.data_offsets: expected 8 bytes, found 4"
        ),
        (
            file(#"{"a": {"dtype": "F32", "shape": [1], "data_offsets": [4, 8]}}"#, data: 8),
            "tensor \"a\": expected to begin at byte 0 of the data, found 4"
        ),
        (
            file(#"{"a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}"#, data: 8),
            "expected 4 bytes of data, found 8"
        ),
        (file(#"{"__metadata__": {"a": 1}}"#), "header: __metadata__.a: expected a string, found 1"),
    ]

    @Test(arguments: malformed) func refusesWithTheExactMessage(bytes: [UInt8], message: String) {
        let error = #expect(throws: PredictionError.self) { try SafeTensors(bytes) }
        #expect(error?.description == message)
    }

    @Test func everyTruncationIsRefused() {
        let bytes = Self.example.bytes
        for count in 0..<bytes.count {
            #expect(throws: PredictionError.self, "\(count) bytes") { try SafeTensors(Array(bytes[..<count])) }
        }
    }

    @Test func refusesAnotherElementTypeAndAMissingTensor() {
        let wrong = #expect(throws: PredictionError.self) { try Self.example.tensor("word").floats() }
        #expect(wrong?.description == "expected F32 or F16, found I32")
        let missing = #expect(throws: PredictionError.self) { try Self.example.tensor("none") }
        #expect(missing?.description == "expected tensor \"none\", found none")
    }

    @Test func aFileIsReplacedWholeOrNotAtAll() throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/a.safetensors"
        try SafeTensors(metadata: ["a": "1"]).write(to: path)
        try Self.example.write(to: path)
        #expect(try SafeTensors(contentsOf: path) == Self.example)
        #expect(folder.names == ["a.safetensors"])
        let error = #expect(throws: PredictionError.self) { try Self.example.write(to: "\(folder.path)/b/a") }
        #expect(error?.description == "\(folder.path)/b/a: no such file or directory")
    }
}
