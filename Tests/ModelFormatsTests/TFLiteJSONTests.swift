import GraphIR
import Testing

@testable import ModelFormats

/// TFLite's tables as JSON, in the dialects that people have.
@Suite struct TFLiteJSONTests {
    static func read(_ text: String) throws -> ImportedModel {
        try ModelReader().read(WireWriter(bytes: Array(text.utf8)))
    }

    /// A list of so many numbers.
    static func list(_ count: Int) -> String { Array(repeating: "1", count: count).joined(separator: ", ") }

    /// y = relu6(conv(x)) with a stride of 2, as `TFLiteReadingTests.convolution()` has it.
    static let dialects: [(name: String, text: String)] = [
        (
            "flatc --strict-json --defaults-json",
            """
            {
              "version": 3,
              "operator_codes": [
                { "deprecated_builtin_code": 3, "version": 1, "builtin_code": "CONV_2D" }
              ],
              "subgraphs": [ {
                "tensors": [
                  { "shape": [ 1, 9, 8, 3 ], "type": "FLOAT32", "buffer": 0, "name": "x", "is_variable": false },
                  { "shape": [ 8, 3, 3, 3 ], "type": "FLOAT32", "buffer": 1, "name": "w", "is_variable": false },
                  { "shape": [ 8 ], "type": "FLOAT32", "buffer": 2, "name": "b", "is_variable": false },
                  { "shape": [ 1, 5, 4, 8 ], "type": "FLOAT32", "buffer": 0, "name": "y", "is_variable": false }
                ],
                "inputs": [ 0 ], "outputs": [ 3 ],
                "operators": [ {
                  "opcode_index": 0, "inputs": [ 0, 1, 2 ], "outputs": [ 3 ],
                  "builtin_options_type": "Conv2DOptions",
                  "builtin_options": {
                    "padding": "SAME", "stride_w": 2, "stride_h": 2, "fused_activation_function": "RELU6",
                    "dilation_w_factor": 1, "dilation_h_factor": 1
                  },
                  "custom_options_format": "FLEXBUFFERS"
                } ],
                "name": "main"
              } ],
              "description": "a converter",
              "buffers": [ { }, { "data": [ \(list(864)) ] }, { "data": [ \(list(32)) ] } ]
            }
            """
        ),
        (
            "flatc --strict-json",
            """
            {"version": 3, "operator_codes": [{"builtin_code": "CONV_2D"}], "subgraphs": [{"tensors": [
            {"shape": [1, 9, 8, 3], "name": "x"}, {"shape": [8, 3, 3, 3], "buffer": 1, "name": "w"},
            {"shape": [8], "buffer": 2, "name": "b"}, {"shape": [1, 5, 4, 8], "name": "y"}], "inputs": [0],
            "outputs": [3], "operators": [{"inputs": [0, 1, 2], "outputs": [3], "builtin_options_type": "Conv2DOptions",
            "builtin_options": {"stride_w": 2, "stride_h": 2, "fused_activation_function": "RELU6"}}], "name": "main"}],
            "description": "a converter", "buffers": [{}, {"data": [\(list(864))]}, {"data": [\(list(32))]}]}
            """
        ),
        (
            "flatc",
            """
            { version: 3, operator_codes: [ { builtin_code: CONV_2D } ], subgraphs: [ { tensors: [
              { shape: [ 1, 9, 8, 3 ], name: "x" }, { shape: [ 8, 3, 3, 3 ], buffer: 1, name: "w" },
              { shape: [ 8 ], buffer: 2, name: "b" }, { shape: [ 1, 5, 4, 8 ], name: "y" } ],
              inputs: [ 0 ], outputs: [ 3 ], operators: [ { inputs: [ 0, 1, 2 ], outputs: [ 3 ],
              builtin_options_type: Conv2DOptions,
              builtin_options: { stride_w: 2, stride_h: 2, fused_activation_function: RELU6 } } ], name: "main" } ],
              description: "a converter", buffers: [ { }, { data: [ \(list(864)) ] }, { data: [ \(list(32)) ] } ] }
            """
        ),
        (
            "by hand",
            """
            { subgraphs: [ { name: "main", inputs: [0], outputs: [3], tensors: [
              { name: "x", shape: [1, 9, 8, 3], type: FLOAT32, },
              { name: "w", shape: [8, 3, 3, 3], type: FLOAT32, },
              { name: "b", shape: [8], type: FLOAT32, }, { name: "y", shape: [1, 5, 4, 8], type: FLOAT32, }, ],
              operators: [ { inputs: [0, 1, 2], outputs: [3], builtin_options: {
                padding: SAME, stride_h: 2, stride_w: 2, fused_activation_function: RELU6, }, }, ], }, ],
              operator_codes: [ { builtin_code: CONV_2D, }, ], description: "a converter", }
            """
        ),
        (
            "from Python",
            """
            {"buffers": [{"data": null}, {"data": [\(list(864))]}, {"data": [\(list(32))]}], "description":
            [97, 32, 99, 111, 110, 118, 101, 114, 116, 101, 114], "metadata": null, "operator_codes":
            [{"builtin_code": 3, "custom_code": null, "deprecated_builtin_code": 3, "version": 1}], "subgraphs":
            [{"inputs": [0], "name": [109, 97, 105, 110], "operators": [{"builtin_options": {"dilation_h_factor": 1,
            "dilationWFactor": 1, "fused_activation_function": 3, "padding": 0, "strideH": 2, "stride_w": 2},
            "builtin_options_type": 1, "inputs": [0, 1, 2], "opcode_index": 0, "outputs": [3]}], "outputs": [3],
            "tensors": [{"buffer": 0, "name": [120], "shape": [1, 9, 8, 3], "type": 0, "is_variable": 0},
            {"buffer": 1, "name": [119], "shape": [8, 3, 3, 3], "type": 0, "quantization": null},
            {"buffer": 2, "name": [98], "shape": [8], "type": 0}, {"buffer": 0, "name": [121], "shape": [1, 5, 4, 8],
            "type": 0}]}], "version": 3}
            """
        ),
    ]

    @Test(arguments: dialects.indices) func eachDialectIsTheSameModel(dialect: Int) throws {
        var model = try Self.read(Self.dialects[dialect].text)
        #expect(try model.graph.infer() == [])
        #expect(model.format == "tflite-json")
        #expect(model.producer == "a converter")
        #expect(model.diagnostics == [])
        let graph = model.graph
        #expect(graph.name == "main")
        #expect(graph.nodes.map(\.operatorName) == ["CONV_2D"])
        #expect(graph.nodes.map(\.name) == ["y"])
        #expect(graph.values.map(\.isConstant) == [false, true, true, false])
        #expect(graph.values.map(\.type.description).last == "float32 1x5x4x8")
        #expect(graph.cost(ofNode: 0) == Cost(multiplyAccumulates: 5 * 4 * 8 * 27, parameters: 224))
        #expect((graph.nodes[0].operation as? TFLiteConvolution)?.fusedActivation == "relu6")
    }

    @Test func smallConstantsAreRead() throws {
        var graph = try Self.read(
            """
            { operator_codes: [ { builtin_code: RESHAPE } ], subgraphs: [ { inputs: [0], outputs: [2], tensors: [
              { name: "x", shape: [2, 6] }, { name: "s", shape: [2], type: INT32, buffer: 1 }, { name: "y" } ],
              operators: [ { inputs: [0, 1], outputs: [2] } ] } ],
              buffers: [ { }, { data: [ 3, 0, 0, 0, -1, 255, -1, 255 ] } ] }
            """
        ).graph
        #expect(try graph.infer() == [])
        #expect(graph.values.last?.type.description == "float32 3x4")
    }

    @Test func aStrippedDumpIsTheSameModel() throws {
        let bytes = Array(Self.dialects[0].text.utf8)
        let stripped = try ModelReader().strip(WireWriter(bytes: bytes))
        #expect(stripped.count < bytes.count)
        let model = try ModelReader().read(WireWriter(bytes: stripped))
        #expect(model.digest == (try Self.read(Self.dialects[0].text)).digest)
        #expect(try ModelReader().strip(WireWriter(bytes: stripped)) == stripped)
    }

    typealias Row = (text: String, message: String)

    static let rows: [Row] = [
        ("{ version: 3", "byte 12: expected \",\" or \"}\", found the end"),
        ("{ version: 3 } }", "byte 15: expected the end, found \"}\""),
        ("{ version: }", "byte 11: expected a value, found \"}\""),
        ("{ version 3 }", "byte 10: expected \":\", found \"3\""),
        ("{ version: 3, 'a': 1 }", "byte 14: expected a key, found \"'\""),
        ("{ version: 3, description: \"a", "byte 27: expected the end of a string"),
        ("{ version: 3, description: \"a\u{1}\" }", "byte 29: expected no control character in a string, found byte 1"),
        ("{ version: 3, version: 3 }", "byte 14: expected each key once, found \"version\" again"),
        ("{ version: 3, \"a\\u0062\": 3 }", "byte 16: expected a key without escapes, found \"\\\""),
        ("{ version: 99999999999999999999 }", "byte 11: expected a number of 64 bits, found 99999999999999999999"),
        ("{ version: 1e999 }", "byte 11: expected a number of 64 bits, found 1e999"),
        ("{ version: 1.5.5 }", "byte 11: expected a number of 64 bits, found 1.5.5"),
        ("{ version: 03 }", "expected a number of 64 bits, found 03"),
        ("{ version: 2 }", "expected version 3, found 2"),
        ("{ version: \"3\" }", "version: expected an integer, found \"3\""),
        ("{ buffers: [ { data: [ 256 ] } ] }", "byte 23: expected a byte, found \"2\""),
        ("{ buffers: [ { data: [ -129 ] } ] }", "byte 23: expected a byte, found \"-\""),
        ("{ buffers: [ { data: [ 1 2 ] } ] }", "byte 25: expected \",\" or \"]\", found \"2\""),
        ("{ buffers: [ { data: \"zz\" } ] }", "buffers[0].data: expected hexadecimal digits, found \"z\""),
        (
            "{ operator_codes: [ { builtin_code: CONV_9D } ] }",
            "operator_codes[0].builtin_code: expected an operator of the schema, found \"CONV_9D\""
        ),
        (
            "{ subgraphs: [ { tensors: [ { type: FLOAT8 } ] } ] }",
            "subgraphs[0].tensors[0].type: expected a type of the schema, found \"FLOAT8\""
        ),
        (
            "{ subgraphs: [ { operators: [ { builtin_options: { padding: BOTH } } ] } ] }",
            "subgraphs[0].operators[0].builtin_options.padding: expected one of SAME, VALID, found \"BOTH\""
        ),
        (
            "{ subgraphs: [ { inputs: [ 0 ] } ] }", "inputs[0]: expected a tensor from 0 to -1, found 0"
        ),
        (
            "{ subgraphs: [ { operators: [ { opcode_index: 77 } ] } ] }",
            "node 0: opcode_index: expected an operator code from 0 to -1, found 77"
        ),
        (
            "{ subgraphs: [ { name: [ 195, 40 ] } ] }", "subgraphs[0].name: expected UTF-8, found other bytes"
        ),
        (
            "{ version: " + String(repeating: "[", count: 1_000_000),
            "byte 110: expected at most 100 levels, found more"
        ),
    ]

    @Test(arguments: rows.indices) func refusesWithTheExactMessage(row: Int) {
        let error = #expect(throws: ImportError.self) { try Self.read(Self.rows[row].text) }
        #expect(error?.description == Self.rows[row].message)
    }

    @Test func refusesOtherBytesThanUTF8() {
        let bytes = Array("{ version: 3, description: \"".utf8) + [0xC3, 0x28] + Array("\" }".utf8)
        let error = #expect(throws: ImportError.self) { try ModelReader().read(WireWriter(bytes: bytes)) }
        #expect(error?.description == "expected UTF-8, found other bytes")
    }

    @Test(arguments: dialects.indices) func readsOrRefusesADumpThatEndsEarlyOrHasAByteChanged(dialect: Int) {
        let bytes = Array(Self.dialects[dialect].text.utf8)
        for end in stride(from: 64, to: bytes.count, by: 64) {
            let error = #expect(throws: ImportError.self) {
                try ModelReader().read(WireWriter(bytes: Array(bytes[..<end])))
            }
            #expect(error?.description.contains("expected") == true)
        }
        var generator = SystemRandomNumberGenerator()
        for place in stride(from: 0, to: min(bytes.count, 2000), by: 31) {
            var bytes = bytes
            bytes[place] = bytes[place] ^ UInt8.random(in: 1...255, using: &generator)
            if var model = try? ModelReader().read(WireWriter(bytes: bytes)) { _ = try? model.graph.infer() }
        }
    }
}
