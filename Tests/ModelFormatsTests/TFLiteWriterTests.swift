import GraphIR
import Testing

@testable import ModelFormats

/// Graphs as .tflite files.
@Suite struct TFLiteWriterTests {
    private static let domain = OperatorDescription.tfliteDomain

    /// A convolution of int8 with a dilation and its activation, and a mean over axes that are a constant.
    private static func smallGraph() throws -> Graph {
        var graph = Graph(name: "small")
        let input = graph.addInput("input", TensorType(.int8, [1, 9, 9, 4]))
        let weights = graph.addConstant(TensorType(.int8, [8, 3, 3, 4]))
        let bias = graph.addConstant(TensorType(.int32, [8]))
        for id in [input, weights, bias] { graph[id].quantization = .init(scales: [0.5], zeroPoints: [3]) }
        let convolved = try graph.add(
            "CONV_2D", [input, weights, bias],
            [
                .init("padding", .integer(1)), .init("stride_h", .integer(1)), .init("stride_w", .integer(1)),
                .init("dilation_h_factor", .integer(2)), .init("dilation_w_factor", .integer(3)),
                .init("fused_activation_function", .integer(3)),
            ], domain: domain, opset: 1)[0]
        let axes = graph.addConstant(TensorType(.int32, [2]), elements: .integers([1, 2]))
        graph.outputs = try graph.add(
            "MEAN", [convolved, axes], [.init("keep_dims", .integer(1))], domain: domain, opset: 1)
        return graph
    }

    private static func bytes(_ graph: Graph, seed: UInt64 = 1) throws -> [UInt8] {
        var generator = Counter(state: seed)
        return try TFLiteWriter().write(graph, weightsFrom: &generator)
    }

    @Test func whatIsBuiltReadsBackTheSame() throws {
        let graph = try Self.smallGraph()
        var model = try ModelReader().read(WireWriter(bytes: Self.bytes(graph)))
        #expect(try model.graph.infer() == [])
        #expect(model.producer == "kernelcast")
        let read = model.graph
        #expect(read.values.map(\.name) == graph.values.map(\.name))
        #expect(read.values.map(\.type) == graph.values.map(\.type))
        #expect(read.values.map(\.isConstant) == graph.values.map(\.isConstant))
        #expect(read.values.map(\.quantization) == graph.values.map(\.quantization))
        #expect(read.nodes.map(\.operatorName) == graph.nodes.map(\.operatorName))
        #expect(read.nodes.map(\.inputs) == graph.nodes.map(\.inputs))
        #expect(read.inputs == graph.inputs)
        #expect(read.outputs == graph.outputs)
        #expect(
            read.nodes.compactMap(\.operation).map { AnyHashable($0) }
                == graph.nodes.compactMap(\.operation).map { AnyHashable($0) })
        #expect(read.values.last?.type.description == "int8 1x1x1x8")
    }

    @Test func theSameSeedGivesTheSameBytes() throws {
        let graph = try Self.smallGraph()
        #expect(try Self.bytes(graph) == Self.bytes(graph))
        #expect(try Self.bytes(graph) != Self.bytes(graph, seed: 2))
    }

    @Test(
        arguments: [
            ("domain", "node 0 (Relu): expected a builtin operator of TFLite, found another"),
            ("operator", "node 0 (FOLD): expected a builtin operator of TFLite, found another"),
            (
                "attribute",
                #"node 0 (SOFTMAX): attribute "axis": expected a number of the operator's options, found another"#
            ),
            (
                "list",
                #"node 0 (SQUEEZE): attribute "squeeze_dims": expected a number of the operator's options, found another"#
            ),
            ("element", #"tensor 0 "x": expected an element type of TFLite, found float8e5m2 2"#),
            ("shape", #"tensor 0 "x": expected a shape of numbers, found float32 2xn"#),
            ("constant", #"tensor 0 "x": expected a constant of at most 2147483647 bytes, found float32 65536x65536"#),
        ]) func whatCannotBeWrittenIsTold(kind: String, message: String) throws
    {
        var graph = Graph()
        func add(_ name: String, domain: String = "tflite", _ attribute: OperatorDescription.Attribute? = nil) throws {
            let input = graph.addInput("x", TensorType(.float32, [2]))
            try graph.add(
                Node(
                    operatorName: name, domain: domain, operation: nil, attributes: attribute.map { [$0] } ?? [],
                    inputs: [input], outputs: []))
        }
        switch kind {
        case "domain": try add("Relu", domain: "")
        case "operator": try add("FOLD")
        case "attribute": try add("SOFTMAX", .init("axis", .integer(1)))
        case "list": try add("SQUEEZE", .init("squeeze_dims", .integers([1])))
        case "element": _ = graph.addInput("x", TensorType(.float8e5m2, [2]))
        case "shape": _ = graph.addInput("x", TensorType(.float32, [2, .symbolic("n")]))
        default:
            let type = TensorType(.float32, [65536, 65536])
            _ = graph.add(Value(name: "x", type: type, isConstant: true))
        }
        let error = #expect(throws: ImportError.self) { try Self.bytes(graph) }
        #expect(error?.description == message)
    }
}
