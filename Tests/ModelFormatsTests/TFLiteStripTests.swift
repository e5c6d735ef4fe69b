import GraphIR
import Testing

@testable import ModelFormats

/// What `strip` leaves out of a TFLite file and what it keeps.
@Suite struct TFLiteStripTests {
    @Test func leavesOutWeightsAndGivesOneResultForAModelAndItsStrippedCopy() throws {
        let reader = ModelReader()
        let model = TFLiteReadingTests.convolution().file()
        let stripped = WireWriter(bytes: try reader.strip(model))
        #expect(stripped.bytes.count < model.bytes.count - 800)
        #expect(try reader.strip(stripped) == stripped.bytes)
        #expect(try reader.read(stripped).digest == reader.read(model).digest)
        #expect(try reader.read(stripped).graph.values.map(\.isConstant) == [false, true, true, false])
    }

    @Test func keepsSmallIntegers() throws {
        let shape = FlatBufferWriter.model(
            codes: [.code(22)],
            subgraphs: [
                .subgraph(
                    [.tensor("x", [4]), .tensor("s", [2], type: 2, buffer: 1), .tensor("y", [2, 2])], inputs: [0],
                    outputs: [2], [.node([0, 1], [2])])
            ], buffers: [.table([:]), .buffer([2, 0, 0, 0, 2, 0, 0, 0])])
        let stripped = WireWriter(bytes: try ModelReader().strip(shape.file()))
        #expect(try ModelReader().read(stripped).graph.values[1].elements == .integers([2, 2]))
    }

    @Test func leavesAStrippedExportAsItIs() throws {
        #expect(try ModelReader().strip(path: Fixture.convertedPath) == Fixture.converted)
        #expect(try ModelReader().read(path: Fixture.convertedPath).graph.nodes.count == 65)
    }
}
