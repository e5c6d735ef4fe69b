import GraphIR
import Testing

@testable import ModelFormats

/// TFLite files that must be refused, each with its exact message.
@Suite struct TFLiteMalformedTests {
    typealias Writer = FlatBufferWriter
    typealias Row = (model: Writer, message: String)

    /// y = x + x, with something wrong.
    static func add(
        tensors: [Writer] = [.tensor("x", [2]), .tensor("y", [2])], inputs: [Int] = [0], outputs: [Int] = [1],
        nodes: [Writer] = [.node([0, 0], [1])], codes: [Writer] = [.code(0)], buffers: [Writer] = [.table([:])],
        version: Int = 3, _ rest: [Int: Writer] = [:]
    ) -> Writer {
        .model(
            codes: codes, subgraphs: [.subgraph(tensors, inputs: inputs, outputs: outputs, nodes)], buffers: buffers,
            version: version, rest)
    }

    static let rows: [Row] = [
        (add(version: 2), "expected version 3, found 2"),
        (.model(subgraphs: []), "expected a subgraph, found none"),
        (add(codes: [.code(210)]), "operator_codes[0]: expected the number of an operator, found 210"),
        (
            add(nodes: [.node([0, 0], [1], code: 77)]),
            "node 0: opcode_index: expected an operator code from 0 to 0, found 77"
        ),
        (
            add(nodes: [.node([0, 5], [1])]), "node 0 (ADD): input 1: expected a tensor from 0 to 1, found 5"
        ),
        (
            add(nodes: [.node([0, -2], [1])]), "node 0 (ADD): input 1: expected a tensor from 0 to 1, found -2"
        ),
        (
            add(nodes: [.node([0, 0], [9])]), "node 0 (ADD): output 0: expected a tensor from 0 to 1, found 9"
        ),
        (add(inputs: [3]), "inputs[0]: expected a tensor from 0 to 1, found 3"),
        (add(outputs: [1, -1]), "outputs[1]: expected a tensor from 0 to 1, found -1"),
        (
            add(tensors: [.tensor("x", [2], buffer: 4_000_000_000), .tensor("y", [2])]),
            "tensor 0 \"x\": buffer: expected a buffer from 0 to 0, found 4000000000"
        ),
        (
            add(tensors: [.tensor("x", [2], type: 21), .tensor("y", [2])]),
            "tensor 0 \"x\": type: expected the number of a type, found 21"
        ),
        (
            add(tensors: [.tensor("x", [2, -1]), .tensor("y", [2])]),
            "tensor 0 \"x\": shape[1]: expected an extent from 0 to 2147483647, found -1"
        ),
        (
            add(tensors: [.tensor("", [2], [7: .integers([-2])]), .tensor("y", [2])]),
            "tensor 0: shape_signature[0]: expected an extent from -1 to 2147483647, found -2"
        ),
        (
            add(tensors: [.tensor("x", [1 << 30, 1 << 30, 1 << 30]), .tensor("y", [2])]),
            "tensor 0 \"x\": shape: expected fewer than 2^63 elements, found more"
        ),
        (
            add(
                tensors: [.tensor("x", [2], buffer: 1), .tensor("y", [2])],
                buffers: [.table([:]), .buffer([1, 2, 3, 4, 5, 6, 7])]),
            "tensor 0 \"x\": buffer 1: expected 8 bytes for 2 elements of float32, found 7"
        ),
        (
            add(tensors: [.tensor("x", [2], [4: .table([2: .floats([1, 2, 3])])]), .tensor("y", [2])]),
            "tensor 0 \"x\": scale: expected 2 scales, one per channel, found 3"
        ),
        (
            add(tensors: [.tensor("x", [2], [4: .table([2: .floats([1, 2]), 6: .integer(1)])]), .tensor("y", [2])]),
            "tensor 0 \"x\": quantized_dimension: expected an axis from 0 to 0, found 1"
        ),
        (
            add(nodes: [.node([0, 0], [1]), .node([0, 0], [1])]),
            "node 1 \"y\" (ADD): expected a new output, found \"y\", which is written already"
        ),
        (
            add(nodes: [.node([0, 0], [1], options: (11, [0: .byte(6)]))]),
            "node 0 \"y\" (ADD): attribute \"fused_activation_function\": expected 0 to 5, found 6"
        ),
        (
            add(nodes: [.node([0], [1], options: (92, [0: .integer(0), 1: .integer(4)]))], codes: [.code(118)]),
            "node 0 (IF): attribute \"else_subgraph_index\": expected a subgraph from 0 to 0, found 4"
        ),
        (
            add([6: .tables([.table([0: .text("m"), 1: .integer(4)])])]),
            "metadata[0]: buffer: expected a buffer from 0 to 0, found 4"
        ),
        (
            add([7: .tables([.table([4: .integer(1)])])]),
            "signature_defs[0]: subgraph_index: expected a subgraph from 0 to 0, found 1"
        ),
        (
            add(tensors: [.tensor("x", [2]), .table([3: .text([0xC3, 0x28])])]),
            "subgraph \"0\": tensor 1: name: expected UTF-8, found other bytes"
        ),
    ]

    @Test(arguments: rows.indices) func refusesWithTheExactMessage(row: Int) {
        let error = #expect(throws: ImportError.self) { try ModelReader().read(Self.rows[row].model.file()) }
        #expect(error?.description == Self.rows[row].message)
    }

    @Test func refusesACycle() throws {
        let model = Self.add(
            tensors: [.tensor("x", [2]), .tensor("y", [2]), .tensor("z", [2])],
            nodes: [.node([0, 2], [1]), .node([1, 1], [2])])
        var graph = try ModelReader().read(model.file()).graph
        let error = #expect(throws: GraphError.self) { try graph.infer() }
        #expect(
            error?.description
                == "node 0 \"y\" (ADD): expected a graph without cycles, found a node that waits for its own output")
    }

    @Test func refusesAnotherIdentifier() {
        let bytes = Self.add().file(identifier: "TFL2")
        let error = #expect(throws: ImportError.self) { try ModelReader().read(bytes) }
        #expect(
            error?.description
                == "expected a model in a known format (\(ModelReaderTests.known)), found bytes of another")
    }

    static let wild: [Writer] = [
        // A list of 4 billion elements.
        .table([0: .integer(3), 2: .reference(8)]),
        .table([0: .integer(3), 2: .reference(0xFFFF_FFF0)]),
        .table([0: .integer(3), 1: .reference(0x7FFF_FFFF)]),
        .table([0: .integer(3), 3: .reference(2)]),
    ]

    @Test(arguments: wild.indices) func refusesOffsetsAndLengthsThatLeadOut(row: Int) {
        let bytes = WireWriter(bytes: Self.wild[row].file().bytes + [0xFF, 0xFF, 0xFF, 0xFF])
        let error = #expect(throws: ImportError.self) { try ModelReader().read(bytes) }
        #expect(
            error?.description
                == "expected tables within the file's \(bytes.bytes.count) bytes, found an offset or a length that leads "
                + "out of them")
    }

    @Test func refusesARealExportThatEndsEarly() {
        let bytes = Fixture.converted
        for end in stride(from: 64, to: bytes.count, by: 64) {
            let error = #expect(throws: ImportError.self) {
                try ModelReader().read(WireWriter(bytes: Array(bytes[..<end])))
            }
            #expect(
                error?.description
                    == "expected tables within the file's \(end) bytes, found an offset or a length that leads out of them"
            )
        }
    }

    @Test func readsOrRefusesARealExportWithAnyByteChanged() {
        var generator = SystemRandomNumberGenerator()
        for place in stride(from: 0, to: Fixture.converted.count, by: 37) {
            var bytes = Fixture.converted
            bytes[place] = bytes[place] ^ UInt8.random(in: 1...255, using: &generator)
            if var model = try? ModelReader().read(WireWriter(bytes: bytes)) { _ = try? model.graph.infer() }
        }
    }

    /// A hundred thousand operators may share one list of inputs in a file of a few megabytes.
    @Test func refusesListsThatAreSharedBeyondTheLimit() {
        let reader = ModelReader(limits: ImportLimits(structureByteCount: 4000))
        let model = Self.add(nodes: [.node(Array(repeating: 0, count: 2000), [1])])
        let error = #expect(throws: ImportError.self) { try reader.read(model.file()) }
        #expect(
            error?.description
                == "expected lists and names within the limit of the model's structure, found more")
    }
}
