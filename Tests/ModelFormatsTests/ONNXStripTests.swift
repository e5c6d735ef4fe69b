import GraphIR
import Testing

@testable import ModelFormats

/// What `strip` leaves out and what it keeps.
@Suite struct ONNXStripTests {
    static let weights = WireWriter.bytes(9, Array(repeating: 0x55, count: 4 << 10))
    static let external = WireWriter(
        .message(13, .text(1, "location"), .text(2, "weights.bin")), .varint(14, 1))

    /// A reshape of a convolution-sized constant, with what a file may hold beside.
    static func model(data: WireWriter, rest: WireWriter = .init()) -> WireWriter {
        .model(
            .initializer("w", type: 1, [32, 32], data), .initializer("s", type: 7, [1], .varint(7, 1024)),
            .node("Reshape", ["w", "s"], ["y"], rest), rest, .value(12, "y", [.varint(1, 1024)]))
    }

    @Test func leavesOutWeightsAndKeepsShapes() throws {
        let stripped = try ModelReader().strip(Self.model(data: Self.weights))
        #expect(stripped == Self.model(data: .init()).bytes)
    }

    @Test func leavesOutDocumentationAndUnknownFieldsAndGroups() throws {
        let unknown = WireWriter(
            .text(10, "documentation"), .varint(900, 1), .fixed32(901, 1),
            .init(
                bytes: WireWriter.encoded(902 << 3 | 3) + WireWriter.varint(1, 5).bytes
                    + WireWriter.encoded(902 << 3 | 4)))
        #expect(
            try ModelReader().strip(Self.model(data: Self.weights, rest: unknown)) == Self.model(data: .init()).bytes)
    }

    @Test func givesOneResultForAModelItsStrippedCopyAndOneWithExternalData() throws {
        let reader = ModelReader()
        let stripped = try reader.strip(Self.model(data: Self.weights))
        #expect(try reader.strip(WireWriter(bytes: stripped)) == stripped)
        #expect(try reader.strip(Self.model(data: Self.external)) == stripped)
        let digests = try [
            Self.model(data: Self.weights), Self.model(data: Self.external), WireWriter(bytes: stripped),
        ]
        .map { try reader.read($0).digest }
        #expect(Set(digests) == ["093cbe1228063852"])
    }

    @Test func writesTagsAndLengthsInTheirShortestForm() throws {
        let long = WireWriter(bytes: [0x8A, 0x80, 0x00, 0x82, 0x00, 0x0A, 0x00])
        #expect(try ModelReader().strip(WireWriter(.bytes(7, long.bytes))) == [0x3A, 0x04, 0x0A, 0x02, 0x0A, 0x00])
    }

    @Test func leavesAStrippedExportAsItIs() throws {
        #expect(try ModelReader().strip(path: Fixture.exportedPath) == Fixture.exported)
        #expect(try ModelReader().read(path: Fixture.exportedPath).graph.nodes.count == 65)
    }
}
