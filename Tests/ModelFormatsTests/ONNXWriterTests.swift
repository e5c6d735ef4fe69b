internal import Glibc
import GraphIR
import Testing

@testable import ModelFormats

@Suite struct ONNXWriterTests {
    /// A convolution with its activation, and a reshape whose target is an initializer.
    private static func smallGraph() throws -> Graph {
        var graph = Graph(name: "small")
        let input = graph.addInput("input", TensorType(.float32, [1, 8, 14, 14]))
        let weights = graph.addConstant(TensorType(.float32, [16, 8, 3, 3]))
        let attributes: [OperatorDescription.Attribute] = [
            .init("kernel_shape", .integers([3, 3])), .init("pads", .integers([1, 1, 1, 1])),
            .init("strides", .integers([2, 2])),
        ]
        let convolved = try graph.add("Conv", [input, weights], attributes, opset: 17)[0]
        let activated = try graph.add("LeakyRelu", [convolved], [.init("alpha", .real(0.25))], opset: 17)[0]
        let target = graph.addConstant(TensorType(.int64, [2]), elements: .integers([1, -1]))
        graph.outputs = try graph.add("Reshape", [activated, target], opset: 17)
        return graph
    }

    private static let writer = ONNXWriter(operatorSets: [.init(version: 17)])

    @Test func whatIsBuiltReadsBackTheSame() throws {
        let graph = try Self.smallGraph()
        let read = try ModelReader().read(bytes: try Self.writer.write(graph))
        #expect(try Self.text(read.graph) == Self.text(graph))
        #expect(read.operatorSets == [.init(version: 17)])
        #expect(read.irVersion == 8)
        #expect(read.producer == "kernelcast")
        #expect(graph[graph.outputs[0]].type.description == "float32 1x784")
    }

    @Test func theSameSeedGivesTheSameBytes() throws {
        let graph = try Self.smallGraph()
        var (first, second, third) = (Counter(state: 1), Counter(state: 1), Counter(state: 2))
        let bytes = try Self.writer.write(graph, weightsFrom: &first)
        #expect(try Self.writer.write(graph, weightsFrom: &second) == bytes)
        #expect(try Self.writer.write(graph, weightsFrom: &third) != bytes)
        #expect(first.state == second.state)
        #expect(bytes.count > 16 * 8 * 3 * 3 * 4)
        #expect(try Self.text(ModelReader().read(bytes: bytes).graph) == Self.text(graph))
    }

    @Test func elementsOfEveryWidthReadBack() throws {
        let elements: [(ElementType, Elements)] = [
            (.bool, .integers([1, 0, 1])), (.int4, .integers([-8, 7, -1])), (.uint2, .integers([3, 0, 2, 1, 1])),
            (.int8, .integers([-128, 127])), (.uint16, .integers([65535])), (.int32, .integers([-5, .fixed(1 << 30)])),
            (.int64, .integers([.fixed(.min), -1])), (.uint64, .integers([.fixed(.max)])),
            (.float16, .reals([0.5, -2])), (.bfloat16, .reals([1.5])), (.float32, .reals([0.25, -8])),
            (.float64, .reals([1e-300])),
        ]
        var graph = Graph()
        for (element, values) in elements {
            let constant = graph.addConstant(TensorType(element, [.fixed(values.count)]), elements: values)
            graph.outputs += try graph.add("Identity", [constant], opset: 23)
        }
        let read = try ModelReader().read(bytes: try ONNXWriter(operatorSets: [.init(version: 23)]).write(graph)).graph
        #expect(read.nodes.map { $0.inputs[0].flatMap { read[$0].elements } } == elements.map(\.1))
    }

    @Test(
        arguments: [
            ("domain", #"node 0 (Relu): expected an operator set for the domain "com.example", found none"#),
            (
                "attribute",
                #"node 0 (Relu): attribute "a": expected a number, a text, a tensor, a graph or a type, found tensors"#
            ),
            (
                "body",
                #"node 0 (Relu): attribute "a": expected the graph of the file, found none that was kept"#
            ),
            (
                "constant",
                #"initializer "constant_1": expected a constant of at most 2147483647 bytes, found float32 of unknown rank"#
            ),
        ]) func whatCannotBeWrittenIsTold(kind: String, message: String) throws
    {
        var graph = Graph()
        let input = graph.addInput("x", TensorType(.float32, [1]))
        if kind == "constant" { _ = graph.addConstant(TensorType(.float32, nil)) }
        let output = graph.add(Value(name: "y", type: TensorType(.float32, [1])))
        let attribute: OperatorDescription.Attribute? =
            switch kind {
            case "attribute": .init("a", .other("tensors"))
            case "body": .init("a", .graph)
            default: nil
            }
        try graph.add(
            Node(
                operatorName: "Relu", domain: kind == "domain" ? "com.example" : "", operation: nil,
                attributes: attribute.map { [$0] } ?? [], inputs: [input], outputs: [output]))
        let found = #expect(throws: ImportError.self) { try Self.writer.write(graph) }
        #expect(found?.description == message)
    }

    @Test func exportsRoundTrip() throws {
        for path in [Fixture.exportedPath] + Fixture.samples {
            #expect(try Self.difference(afterRoundTripOf: path) == nil)
        }
    }

    @Test(
        .enabled(
            if: ONNXBackendTests.folder != nil || ONNXBackendTests.isRequired, "KERNELCAST_ONNX_TESTS names no models"))
    func everyBackendModelRoundTrips() throws {
        let folder = try #require(ONNXBackendTests.folder, "expected a folder in KERNELCAST_ONNX_TESTS, found none")
        let models = Set(try Fixture.lines(atPath: folder + "/expected.tsv").map { $0.split(separator: "\t")[0] })
        var problems: [String] = []
        for model in models.sorted() where !Self.unwritable.contains(model) {
            do {
                guard let difference = try Self.difference(afterRoundTripOf: "\(folder)/\(model).onnx") else {
                    continue
                }
                problems.append("\(model): \(difference)")
            } catch {
                problems.append("\(model): \(error)")
            }
        }
        #expect(problems.isEmpty, "\(problems.count) problems:\n\(problems.joined(separator: "\n"))")
    }

    /// The graphs by which FlexAttention changes scores are not read, so that they cannot be written.
    private static let unwritable: Set<Substring> = [
        "node-test_flexattention_causal_mask", "node-test_flexattention_prob_mod",
        "node-test_flexattention_relative_positional", "node-test_flexattention_score_mod",
        "node-test_flexattention_soft_cap",
    ]

    /// Where the model and what is written of it differ; nil where they do not.
    private static func difference(afterRoundTripOf path: String) throws -> String? {
        let model = try ModelReader().read(path: path)
        let sets = model.operatorSets.isEmpty ? [ImportedModel.OperatorSet(version: 1)] : model.operatorSets
        let bytes = try ONNXWriter(operatorSets: sets, irVersion: model.irVersion ?? 8).write(model.graph)
        let (expected, found) = (try text(model.graph), try text(ModelReader().read(bytes: bytes).graph))
        return zip(expected, found).first { $0 != $1 }.map { "expected \($0), found \($1)" }
            ?? (expected.count == found.count ? nil : "expected \(expected.count) lines, found \(found.count)")
    }

    /// A line per input, node and output: the operator with all its attributes, what it reads, and the types inferred.
    private static func text(_ graph: Graph) throws -> [String] {
        var graph = graph
        _ = try graph.infer()
        let inputs = graph.inputs.map { "input \(graph[$0].type)" }
        let nodes = graph.nodes.indices.map { index in
            let node = graph.nodes[index]
            let operation = node.operation.map { "\($0)" } ?? "unknown"
            return "\(node.domain) \(node.operatorName) \(operation) \(graph.operands(ofNode: index).all) "
                + "\(graph.outputTypes(ofNode: index))"
        }
        return inputs + nodes + graph.outputs.map { "output \(graph[$0].type)" }
    }
}

extension ModelReader {
    /// Reads a model from an array.
    fileprivate func read(bytes: [UInt8]) throws(ImportError) -> ImportedModel {
        unsafe try read(bytes.span.bytes)
    }
}
