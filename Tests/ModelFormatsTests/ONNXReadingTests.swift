import GraphIR
import Testing

@testable import ModelFormats

/// What files mean, feature by feature.
@Suite struct ONNXReadingTests {
    @Test func readsNodesValuesAndTypes() throws {
        let model = try ModelReader().read(
            .model(
                .text(2, "net"), .value(11, "x", [.varint(1, 1), .varint(1, 3)]),
                .initializer("b", type: 1, [3], .bytes(9, Array(repeating: 0, count: 12))),
                .value(13, "h", type: 10, [.varint(1, 1), .varint(1, 3)]),
                .node("Add", ["x", "b"], ["h"], name: "bias"), .node("Relu", ["h"], ["y"]),
                .value(12, "y", [.varint(1, 1), .varint(1, 3)])))
        let graph = model.graph
        #expect(graph.name == "net")
        #expect(graph.nodes.map(\.operatorName) == ["Add", "Relu"])
        #expect(graph.nodes.map(\.name) == ["bias", ""])
        #expect(graph.values.map(\.name) == ["b", "x", "h", "y"])
        #expect(graph.values.map(\.isConstant) == [true, false, false, false])
        #expect(graph.values.map(\.producer) == [nil, nil, 0, 1])
        #expect(graph.values.map(\.type.description) == ["float32 3", "float32 1x3", "float16 1x3", "float32 1x3"])
        #expect(graph.inputs.map { graph[$0].name } == ["x"])
        #expect(graph.outputs.map { graph[$0].name } == ["y"])
        #expect(model.irVersion == 8)
        #expect(model.operatorSets == [.init(domain: "", version: 17)])
        #expect(model.diagnostics == [])
    }

    @Test func namesTheProducer() throws {
        let fields = WireWriter(.text(2, "pytorch"), .text(3, "2.9.0"), .model(ONNXMalformedTests.relu))
        #expect(throws: ImportError.self) { try ModelReader().read(fields) }
        let model = try ModelReader().read(
            WireWriter(
                .text(2, "pytorch"), .text(3, "2.9.0"), .model(ONNXMalformedTests.input, ONNXMalformedTests.relu)))
        #expect(model.producer == "pytorch 2.9.0")
    }

    @Test func takesInitializersThatAreListedAsInputsForConstants() throws {
        let graph = try ModelReader().read(
            .model(
                .value(11, "w", [.varint(1, 1)]), .value(11, "x", [.varint(1, 1)]),
                .initializer("w", type: 1, [1]), .node("Add", ["x", "w"], ["y"]))
        ).graph
        #expect(graph.inputs.map { graph[$0].name } == ["x"])
    }

    @Test func leavesDimensionsOpenThatTheFileDoesNotFix() throws {
        let graph = try ModelReader().read(
            .model(
                .value(11, "x", [.text(2, "batch"), .varint(1, 0), .varint(1, -1), .init(), .varint(1, 7)]),
                .value(11, "empty", [.varint(1, 0), .varint(1, 0)]), .value(11, "none", [.varint(1, 0)]),
                .message(11, .text(1, "any"), .message(2, .message(1, .varint(1, 1)))),
                .message(11, .text(1, "list"), .message(2, .message(4, .init()))), .node("Relu", ["x"], ["y"]))
        ).graph
        #expect(
            graph.inputs.map { graph[$0].type.shape } == [
                [.symbolic("batch"), 0, .unknown, .unknown, 7], [.unknown, 0], [0], nil, nil,
            ])
    }

    @Test func readsNodesInAnyOrder() throws {
        var graph = try ModelReader().read(
            .model(ONNXMalformedTests.input, .node("Relu", ["a"], ["b"]), .node("Relu", ["x"], ["a"]))
        ).graph
        _ = try graph.infer()
        #expect(graph.executionOrder == [1, 0])
    }

    static let elements: [(type: Int, count: Int, data: WireWriter, expected: Elements?)] = [
        (
            1, 2,
            .bytes(4, WireWriter.littleEndian(Float(0.5).bitPattern) + WireWriter.littleEndian(Float(-2).bitPattern)),
            .reals([0.5, -2])
        ),
        (1, 1, .fixed32(4, Float(0.5).bitPattern), .reals([0.5])),
        (1, 1, .bytes(9, WireWriter.littleEndian(Float(0.5).bitPattern)), .reals([0.5])),
        (1, 17, .bytes(9, Array(repeating: 0, count: 68)), nil),
        (2, 2, .bytes(9, [0, 255]), .integers([0, 255])),
        (2, 1, .varint(5, 200), .integers([200])),
        (3, 2, .bytes(9, [1, 255]), .integers([1, -1])),
        (4, 1, .bytes(9, [0x01, 0x80]), .integers([0x8001])),
        (5, 1, .bytes(9, [0x01, 0x80]), .integers([-0x7FFF])),
        (6, 1, .bytes(9, [0xFE, 0xFF, 0xFF, 0xFF]), .integers([-2])),
        (6, 1, .varint(5, -2), .integers([-2])),
        (7, 2, .bytes(9, WireWriter.littleEndian(Int64(1)) + WireWriter.littleEndian(Int64(-1))), .integers([1, -1])),
        (7, 2, .bytes(7, WireWriter.encoded(300) + WireWriter.encoded(-1)), .integers([300, -1])),
        (7, 2, .init(.varint(7, 300), .varint(7, -1)), .integers([300, -1])),
        (7, 0, .init(), .integers([])),
        (7, 4096, .bytes(9, Array(repeating: 0, count: 32768)), .integers(Array(repeating: 0, count: 4096))),
        (7, 4097, .bytes(9, Array(repeating: 0, count: 32776)), nil),
        (8, 1, .text(6, "a"), nil),
        (9, 3, .bytes(9, [0, 1, 7]), .integers([0, 1, 1])),
        (9, 1, .varint(5, 1), .integers([1])),
        (10, 1, .bytes(9, [0x00, 0x3E]), .reals([1.5])),
        (10, 1, .varint(5, 0x3E00), .reals([1.5])),
        (11, 1, .bytes(9, WireWriter.littleEndian(0.25.bitPattern)), .reals([0.25])),
        (11, 1, .bytes(10, WireWriter.littleEndian(0.25.bitPattern)), .reals([0.25])),
        (12, 1, .bytes(9, [0xFF, 0xFF, 0xFF, 0xFF]), .integers([0xFFFF_FFFF])),
        (12, 1, .varint(11, 5), .integers([5])),
        (
            13, 2, .bytes(9, WireWriter.littleEndian(UInt64(5)) + WireWriter.littleEndian(UInt64.max)),
            .integers([5, .unknown])
        ),
        (13, 2, .init(.varint(11, 5), .varint(11, -1)), .integers([5, .unknown])),
        (14, 1, .bytes(9, Array(repeating: 0, count: 8)), nil),
        (15, 1, .bytes(10, Array(repeating: 0, count: 16)), nil),
        (16, 1, .bytes(9, [0xC0, 0x3F]), .reals([1.5])),
        (17, 1, .bytes(9, [0x38]), nil),
        (21, 3, .bytes(9, [0xF1, 0x08]), .integers([1, 15, 8])),
        (22, 3, .bytes(9, [0xF1, 0x08]), .integers([1, -1, -8])),
        (22, 3, .init(.varint(5, 0xF1), .varint(5, 0x08)), .integers([1, -1, -8])),
        (23, 3, .bytes(9, [0x21, 0x03]), nil),
        (24, 2, .bytes(9, [0x21, 0x03]), nil),
        (25, 5, .bytes(9, [0b1110_0100, 0b10]), .integers([0, 1, 2, 3, 2])),
        (26, 5, .bytes(9, [0b1110_0100, 0b10]), .integers([0, 1, -2, -1, -2])),
        (26, 5, .init(.varint(5, 0b1110_0100), .varint(5, 0b10)), .integers([0, 1, -2, -1, -2])),
        (99, 1, .bytes(9, [1, 2, 3]), nil),
    ]

    @Test(arguments: elements)
    func readsTheElementsOfSmallTensors(type: Int, count: Int, data: WireWriter, expected: Elements?) throws {
        let graph = try ModelReader().read(
            .model(.initializer("w", type: type, [count], data), .node("Relu", ["w"], ["y"]))
        ).graph
        #expect(graph.values[0].elements == expected)
    }

    @Test func readsConstantsOfNodes() throws {
        let tensor = WireWriter.bytes(5, WireWriter.tensor("", type: 7, [2], [.varint(7, 4), .varint(7, 5)]).bytes)
        let sparse = WireWriter.message(22, .message(1, .varint(2, 1)), .varint(3, 2), .varint(3, 3))
        let indices = WireWriter.bytes(
            2, WireWriter.tensor("", type: 7, [2, 2], [.bytes(7, [0, 1, 1, 2])]).bytes)
        let values = WireWriter.bytes(1, WireWriter.tensor("", type: 7, [2], [.bytes(7, [5, 6])]).bytes)
        let followed = WireWriter.message(22, values, indices, .varint(3, 2), .varint(3, 3))
        var graph = try ModelReader().read(
            .model(
                .node("Constant", [], ["a"], .attribute("value", type: 4, tensor)),
                .node("Constant", [], ["b"], .attribute("value_ints", type: 7, .varint(8, 1), .bytes(8, [2, 3]))),
                .node("Constant", [], ["c"], .attribute("sparse_value", type: 11, sparse)),
                .node("Constant", [], ["d"], .attribute("sparse_value", type: 11, followed)))
        ).graph
        _ = try graph.infer()
        #expect(
            graph.values.map(\.elements) == [
                .integers([4, 5]), .integers([1, 2, 3]), nil, .integers([0, 5, 0, 0, 0, 6]),
            ])
        #expect(graph.values.map(\.type.description) == ["int64 2", "int64 3", "float32 2x3", "int64 2x3"])
    }

    @Test func tellsAttributesWithoutATypeByTheirValue() throws {
        let attribute = WireWriter.message(5, .text(1, "group"), .varint(3, 2))
        let graph = try ModelReader().read(
            .model(ONNXMalformedTests.input, .node("Conv", ["x", "x"], ["y"], attribute))
        ).graph
        #expect((graph.nodes[0].operation as? Conv)?.groups == 2)
    }

    @Test func takesScalarsThatAreLeftOutForZero() throws {
        let attribute = WireWriter.attribute("axis", type: 2)
        var graph = try ModelReader().read(
            .model(.value(11, "x", [.varint(1, 2), .varint(1, 3)]), .node("Concat", ["x", "x"], ["y"], attribute))
        ).graph
        _ = try graph.infer()
        #expect(graph.values[1].type.shape == [4, 3])
    }

    @Test func keepsOperatorsOfUnknownDomains() throws {
        let domain = WireWriter.text(7, "com.example")
        let model = try ModelReader().read(
            .model(ONNXMalformedTests.input, .node("Fused", ["x"], ["h"], domain), .node("Fused", ["h"], ["y"], domain))
        )
        #expect(model.graph.nodes.map { $0.operation == nil } == [true, true])
        #expect(model.graph.nodes.map(\.domain) == ["com.example", "com.example"])
        #expect(model.diagnostics.map(\.code) == ["missing-opset"])
        #expect(model.diagnostics.map(\.message) == ["expected an opset_import for domain \"com.example\", found none"])
    }

    @Test func takesTheDefaultDomainByEitherName() throws {
        let graph = try ModelReader().read(
            .model(ONNXMalformedTests.input, .node("Relu", ["x"], ["y"], .text(7, "ai.onnx")))
        ).graph
        #expect(graph.nodes[0].domain == "")
        #expect(graph.nodes[0].operation != nil)
    }

    @Test func tellsOfShapesThatLieInAnotherFile() throws {
        let place = WireWriter.message(13, .text(1, "location"), .text(2, "/etc/passwd"))
        let model = try ModelReader().read(
            .model(
                ONNXMalformedTests.input, .initializer("s", type: 7, [2], place, .varint(14, 1)),
                .initializer("w", type: 1, [1 << 20], place, .varint(14, 1)), .node("Reshape", ["x", "s"], ["y"])))
        #expect(model.graph.values[0].isConstant)
        #expect(model.diagnostics.map(\.code) == ["missing-elements"])
        #expect(model.diagnostics.map(\.message) == ["the elements of this int64 2 are not in the file"])
        #expect(model.diagnostics.map(\.location.description) == ["initializer \"s\""])
    }

    @Test func readsFilesWithoutOperatorSetsOfTheFirstVersions() throws {
        let model = try ModelReader().read(
            WireWriter(.varint(1, 2), .bytes(7, ONNXMalformedTests.input.bytes + ONNXMalformedTests.relu.bytes)))
        #expect(model.graph.nodes[0].operation != nil)
    }
}
