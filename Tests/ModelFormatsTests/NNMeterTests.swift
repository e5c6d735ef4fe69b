import GraphIR
import Testing

@testable import ModelFormats

/// nn-Meter's graphs.
@Suite struct NNMeterTests {
    static func read(_ text: String) throws -> ImportedModel {
        try ModelReader().read(WireWriter(bytes: Array(text.utf8)))
    }

    static let network = """
        {"im": {"inbounds": [], "outbounds": ["conv"], "attr": {"name": "im", "type": "Placeholder", "attr":
        {"shape": [1, 224, 224, 3]}, "input_shape": [], "output_shape": [[1, 224, 224, 3]]}},
        "conv": {"inbounds": ["im", "w"], "outbounds": ["bn"], "attr": {"type": "Conv2D", "attr": {"padding": "SAME",
        "strides": [2, 2], "dilations": [1, 1], "kernel_shape": [3, 3], "weight_shape": [3, 3, 3, 16],
        "pads": [0, 0, 0, 0]}, "input_shape": [[1, 224, 224, 3]], "output_shape": [[1, 112, 112, 16]]}},
        "bn": {"inbounds": ["conv"], "outbounds": ["relu"], "attr": {"type": "FusedBatchNorm", "attr": {},
        "input_shape": [[1, 112, 112, 16]], "output_shape": [[1, 112, 112, 16]]}},
        "relu": {"inbounds": ["bn"], "outbounds": ["dw"], "attr": {"type": "Relu6", "attr": {},
        "input_shape": [[1, 112, 112, 16]], "output_shape": [[1, 112, 112, 16]]}},
        "dw": {"inbounds": ["relu"], "outbounds": ["mean"], "attr": {"type": "DepthwiseConv2dNative", "attr":
        {"padding": "SAME", "strides": [1, 2, 2, 1], "ksize": [1, 3, 3, 1]}, "input_shape": [[1, 112, 112, 16]],
        "output_shape": [[1, 56, 56, 16]]}},
        "mean": {"inbounds": ["dw"], "outbounds": ["fc"], "attr": {"type": "Mean", "attr": {"reduction_indices": [1, 2]},
        "input_shape": [[1, 56, 56, 16]], "output_shape": [[1, 16]]}},
        "fc": {"inbounds": ["mean"], "outbounds": [], "attr": {"type": "MatMul", "attr": {}, "input_shape": [[1, 16]],
        "output_shape": [[1, 10]]}}}
        """

    @Test(arguments: [network, "{\"id\": \"a\", \"cortexA76cpu_tflite21\": 12.5, \"graph\": \(network)}"])
    func readsNodesShapesAndWeights(text: String) throws {
        var model = try Self.read(text)
        #expect(try model.graph.infer() == [])
        #expect(model.format == "nn-meter")
        let graph = model.graph
        #expect(graph.nodes.map(\.name) == ["conv", "bn", "relu", "dw", "mean", "fc"])
        #expect(graph.nodes.map(\.onnxName) == ["Conv", "BatchNormalization", "Clip", "Conv", "ReduceMean", "Gemm"])
        #expect(graph.inputs.map { graph[$0].type.description } == ["float32 1x3x224x224"])
        #expect(graph.outputs.map { graph[$0].type.description } == ["float32 1x10"])
        #expect(graph.cost(ofNode: 0) == Cost(multiplyAccumulates: 112 * 112 * 432, parameters: 432))
        #expect(graph.cost(ofNode: 3) == Cost(multiplyAccumulates: 56 * 56 * 144, parameters: 144))
        #expect(graph.cost(ofNode: 5)?.multiplyAccumulates == 160)
    }

    typealias Row = (text: String, message: String)

    static let rows: [Row] = [
        ("{\"a\": {\"inbounds\": []}}", "a: expected a member \"attr\", found none"),
        ("{\"a\": {\"inbounds\": [], \"attr\": {}}}", "a.attr: expected a member \"type\", found none"),
        ("{\"a\": {\"inbounds\": [3], \"attr\": {\"type\": \"Relu\"}}}", "a.inbounds[0]: expected a string, found 3"),
        (
            "{\"a\": {\"inbounds\": [], \"attr\": {\"type\": \"Conv2D\", \"attr\": {\"strides\": \"2\"}}}}",
            "a.attr.attr.strides: expected an array, found \"2\""
        ),
        (
            "{\"a\": {\"inbounds\": []}, \"a\": {}}", "byte 24: expected each key once, found \"a\" again"
        ),
        ("{\"a\": {\"inbounds\": [", "byte 20: expected a value, found the end"),
        ("{\"a\": {\"inbounds\": [],}}", "byte 22: expected a string, found \"}\""),
        (
            "{\"a\": {\"inbounds\": [99999999999999999999]}}",
            "byte 20: expected a number of 64 bits, found 99999999999999999999"
        ),
        ("{\"a\": {\"inbounds\": [1e999]}}", "byte 20: expected a number of 64 bits, found 1e999"),
        (
            "{\"a\": {\"inbounds\": " + String(repeating: "[", count: 1_000_000),
            "byte 117: expected at most 100 levels, found more"
        ),
    ]

    @Test(arguments: rows.indices) func refusesWithTheExactMessage(row: Int) {
        let error = #expect(throws: ImportError.self) { try Self.read(Self.rows[row].text) }
        #expect(error?.description == Self.rows[row].message)
    }

    @Test func refusesOtherBytesThanUTF8() {
        let bytes = Array("{\"a\": {\"inbounds\": [\"".utf8) + [0xC3, 0x28] + Array("\"]}}".utf8)
        let error = #expect(throws: ImportError.self) { try ModelReader().read(WireWriter(bytes: bytes)) }
        #expect(error?.description == "expected UTF-8, found other bytes")
    }

    @Test func refusesAGraphThatEndsEarly() {
        let bytes = Array(Self.network.utf8)
        for end in stride(from: 64, to: bytes.count, by: 64) {
            let error = #expect(throws: ImportError.self) {
                try ModelReader().read(WireWriter(bytes: Array(bytes[..<end])))
            }
            #expect(error?.description.contains("expected") == true)
        }
    }

    @Test func refusesACycle() throws {
        var graph = try Self.read(
            """
            {"a": {"inbounds": ["b"], "attr": {"type": "Relu", "output_shape": [[1, 8]]}},
            "b": {"inbounds": ["a"], "attr": {"type": "Relu", "output_shape": [[1, 8]]}}}
            """
        ).graph
        let error = #expect(throws: GraphError.self) { try graph.infer() }
        #expect(
            error?.description
                == "node 0 \"a\" (Relu): expected a graph without cycles, found a node that waits for its own output")
    }
}
