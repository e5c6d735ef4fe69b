import GraphIR
import Testing

@testable import ModelFormats

/// What TFLite's tables mean, feature by feature.
@Suite struct TFLiteReadingTests {
    typealias Writer = FlatBufferWriter

    /// y = relu6(conv(x)) with weights of 8 filters.
    static func convolution(_ options: [Int: Writer] = [1: .integer(2), 2: .integer(2), 3: .byte(3)]) -> Writer {
        .model(
            codes: [.code(3, byte: 3)],
            subgraphs: [
                .subgraph(
                    [
                        .tensor("x", [1, 9, 8, 3]), .tensor("w", [8, 3, 3, 3], buffer: 1), .tensor("b", [8], buffer: 2),
                        .tensor("y", [1, 5, 4, 8]),
                    ], inputs: [0], outputs: [3], [.node([0, 1, 2], [3], options: (1, options))])
            ],
            buffers: [.table([:]), .buffer(Array(repeating: 1, count: 864)), .buffer(Array(repeating: 0, count: 32))],
            [3: .text("a converter")])
    }

    @Test func readsOperatorsTensorsAndConstants() throws {
        var model = try ModelReader().read(Self.convolution().file())
        #expect(try model.graph.infer() == [])
        #expect(model.format == "tflite")
        #expect(model.producer == "a converter")
        #expect(model.diagnostics == [])
        let graph = model.graph
        #expect(graph.name == "main")
        #expect(graph.nodes.map(\.operatorName) == ["CONV_2D"])
        #expect(graph.nodes.map(\.domain) == ["tflite"])
        #expect(graph.nodes.map(\.name) == ["y"])
        #expect(graph.values.map(\.isConstant) == [false, true, true, false])
        #expect(graph.values.map(\.type.description).last == "float32 1x5x4x8")
        #expect(graph.cost(ofNode: 0) == Cost(multiplyAccumulates: 5 * 4 * 8 * 27, parameters: 224))
        #expect((graph.nodes[0].operation as? TFLiteConvolution)?.fusedActivation == "relu6")
    }

    @Test func whatAFileLeavesOutHasTheSchemasDefault() throws {
        let model = try ModelReader().read(Self.convolution([:]).file())
        let conv = try #require(model.graph.nodes[0].operation as? TFLiteConvolution)
        #expect(conv.window.padding == .same)
        #expect(conv.window.strides == [1, 1])
        #expect(conv.window.dilations == [1, 1])
        #expect(conv.fusedActivation == nil)
    }

    @Test func readsDilations() throws {
        let model = try ModelReader().read(Self.convolution([4: .integer(3), 5: .integer(2)]).file())
        let conv = try #require(model.graph.nodes[0].operation as? TFLiteConvolution)
        #expect(conv.window.dilations == [2, 3])
    }

    static let codes: [(code: Writer, name: String)] = [
        (.code(0, byte: 0), "ADD"), (.code(0, byte: 41), "SUB"), (.code(150, byte: 127), "GELU"),
        (.code(206, byte: 127), "STABLEHLO_COMPOSITE"), (.code(32, byte: 32, custom: "Mine"), "Mine"),
    ]

    @Test(arguments: codes) func theGreaterOfTwoCodesCounts(code: Writer, name: String) throws {
        let model = Writer.model(
            codes: [code],
            subgraphs: [
                .subgraph([.tensor("x", [2]), .tensor("y", [2])], inputs: [0], outputs: [1], [.node([0, 0], [1])])
            ])
        let node = try #require(try ModelReader().read(model.file()).graph.nodes.first)
        #expect(node.operatorName == name)
        #expect((node.operation == nil) == (name == "Mine"))
    }

    @Test func aBatchThatMayChangeIsWhatRunsByDefaultAndOtherExtentsAreOpen() throws {
        let signature: Writer = .integers([-1, -1, 4])
        let model = Writer.model(
            codes: [.code(19)],
            subgraphs: [
                .subgraph(
                    [.tensor("x", [1, 1, 4], [7: signature]), .tensor("y", [1, 1, 4], [7: signature])], inputs: [0],
                    outputs: [1], [.node([0], [1])])
            ])
        var graph = try ModelReader().read(model.file()).graph
        _ = try graph.infer()
        #expect(graph.values.map(\.type.description) == ["float32 1x?x4", "float32 1x?x4"])
        try graph.fix("x", to: [2, 5, 4])
        _ = try graph.infer()
        #expect(graph.values.map(\.type.description) == ["float32 2x5x4", "float32 2x5x4"])
    }

    @Test func keepsTypesAndScalesOfQuantisedTensors() throws {
        let perChannel: Writer = .table([2: .floats([0.5, 0.25]), 3: .longs([0, 3]), 6: .integer(1)])
        let model = Writer.model(
            codes: [.code(6), .code(114)],
            subgraphs: [
                .subgraph(
                    [
                        .tensor("w", [3, 2], type: 17, buffer: 1, [4: perChannel]), .tensor("y", [3, 2]),
                        .tensor("h", [3, 2], type: 1, buffer: 2), .tensor("z", [3, 2]),
                    ], inputs: [], outputs: [1, 3], [.node([0], [1]), .node([2], [3])])
            ], buffers: [.table([:]), .buffer([0x21, 0x43, 0x65]), .buffer(Array(repeating: 0, count: 12))])
        var graph = try ModelReader().read(model.file()).graph
        _ = try graph.infer()
        #expect(graph.values.map(\.type.element) == [.int4, .float32, .float16, .float32])
        #expect(
            graph.values[0].quantization == QuantizationParameters(scales: [0.5, 0.25], zeroPoints: [0, 3], axis: 1))
        // Weights that are widened in front of what reads them are constants still.
        #expect(graph.isConstant(node: 0))
        #expect(graph.parameterCount == 12)
    }

    @Test func followsShapesThroughConstants() throws {
        let model = Writer.model(
            codes: [.code(22)],
            subgraphs: [
                .subgraph(
                    [
                        .tensor("x", [2, 6], [7: .integers([-1, 6])]), .tensor("s", [2], type: 2, buffer: 1),
                        .tensor("y", [4, 3], [7: .integers([-1, 3])]),
                    ], inputs: [0], outputs: [2], [.node([0, 1], [2])])
            ], buffers: [.table([:]), .buffer([0xFF, 0xFF, 0xFF, 0xFF, 3, 0, 0, 0])])
        var graph = try ModelReader().read(model.file()).graph
        try graph.fixBatch(4)
        _ = try graph.infer()
        #expect(graph.values[2].type.description == "float32 8x3")
    }

    @Test func readsBuffersBehindTheTables() throws {
        let model = Writer.model(
            codes: [.code(22)],
            subgraphs: [
                .subgraph(
                    [.tensor("w", [2, 2], buffer: 1), .tensor("x", [2, 2]), .tensor("y", [2, 2])], inputs: [1],
                    outputs: [2], [.node([0, 1], [2])])
            ], buffers: [.table([:]), .table([1: .long(1024), 2: .long(16)])])
        let tables = model.file().bytes
        let bytes = tables + Array(repeating: 0, count: 1024 + 16 - tables.count)
        let graph = try ModelReader().read(WireWriter(bytes: bytes)).graph
        #expect(graph.values[0].isConstant)
        let error = #expect(throws: ImportError.self) {
            try ModelReader().read(WireWriter(bytes: bytes.dropLast()))
        }
        #expect(error?.description == "buffers[1]: expected 16 bytes from byte 1024, found a file of 1039")
    }

    @Test func tellsOfSubgraphsThatAreNotCounted() throws {
        let body: Writer = .subgraph(
            [.tensor("x", [2]), .tensor("y", [2])], inputs: [0], outputs: [1], [.node([0, 0], [1])], name: "body")
        let model = Writer.model(
            codes: [.code(0), .code(31), .code(129, byte: 127)],
            subgraphs: [
                .subgraph(
                    [.tensor("x", [2]), .tensor("y", [2])], inputs: [0], outputs: [1],
                    [
                        .node([], [], code: 2, options: (103, [0: .integer(1)])),
                        .node([0], [1], code: 1, options: (16, [0: .integer(1)])),
                    ]), body,
            ], [7: .tables([.table([2: .text("serve"), 4: .integer(1)])])])
        let result = try ModelReader().read(model.file())
        #expect(
            result.diagnostics.map { "\($0.severity) \($0.location): \($0.message)" } == [
                "note node 0 (CALL_ONCE): runs subgraph 1 \"body\" of 1 operators before the first run, which are not counted",
                "warning node 1 \"y\" (CALL): runs subgraph 1 \"body\" of 1 operators, which are not counted",
                "note : signature \"serve\" runs subgraph 1; the first subgraph is read",
            ])
    }

    /// A subgraph of one operator over two elements, as `ADD` over itself.
    static func step(_ name: String, code: Int = 0, output: Writer = .tensor("y", [2])) -> Writer {
        .subgraph(
            [.tensor("x", [2]), output], inputs: [0], outputs: [1], [.node([0, 0], [1], code: code)], name: name)
    }

    @Test func aLoopsConditionAndBodyCountOnce() throws {
        let model = Writer.model(
            codes: [.code(0), .code(119), .code(58)],
            subgraphs: [
                .subgraph(
                    [.tensor("x", [2]), .tensor("y", [2])], inputs: [0], outputs: [1],
                    [.node([0], [1], code: 1, options: (93, [0: .integer(1), 1: .integer(2)]))]),
                Self.step("cond", code: 2, output: .tensor("less", [2], type: 6)), Self.step("body"),
            ])
        var result = try ModelReader().read(model.file())
        #expect(result.diagnostics == [])
        let notes = try result.graph.infer().map { "\($0.location): \($0.message)" }
        #expect(notes == ["node 0 \"y\" (WHILE): the body is counted once, as its first run has it"])
        #expect(result.graph.nodes.map(\.operatorName) == ["WHILE", "ADD", "LESS"])
        #expect(result.graph[result.graph.outputs[0]].type.description == "float32 2")
    }

    @Test(arguments: [(nil, ["IF", "MUL"]), (1, ["MUL"]), (0, ["ADD"])] as [(UInt8?, [String])])
    func theBranchThatRunsCounts(condition: UInt8?, operators: [String]) throws {
        let model = Writer.model(
            codes: [.code(0), .code(118), .code(18)],
            subgraphs: [
                .subgraph(
                    [
                        .tensor("c", [1], type: 6, buffer: condition == nil ? 0 : 1), .tensor("x", [2]),
                        .tensor("y", [2]),
                    ],
                    inputs: condition == nil ? [0, 1] : [1], outputs: [2],
                    [.node([0, 1], [2], code: 1, options: (92, [0: .integer(1), 1: .integer(2)]))]),
                Self.step("then", code: 2), Self.step("else"),
            ], buffers: [.table([:]), .buffer([condition ?? 0])])
        var graph = try ModelReader().read(model.file()).graph
        _ = try graph.infer()
        #expect(Set(graph.nodes.map(\.operatorName)).intersection(["ADD", "IF", "MUL"]) == Set(operators))
        #expect(graph[graph.outputs[0]].type.description == "float32 2")
    }

    /// What subgraphs of a loop may not be, and the message.
    static let loops: [(subgraphs: [Writer], message: String)] = [
        (
            [step("cond"), step("body", code: 1)],
            "node 0 \"y\" (WHILE): attribute \"cond_subgraph_index\": expected subgraphs that do not run themselves, "
                + "found 0 within itself"
        ),
        (
            [step("cond"), .subgraph([.tensor("x", [2])], inputs: [0], outputs: [], [])],
            "node 0 \"y\" (WHILE): body: expected a subgraph of 1 inputs and 1 outputs, found 1 and 0"
        ),
        (
            [.subgraph([.tensor("x", [2])], inputs: [], outputs: [0], []), step("body")],
            "node 0 \"y\" (WHILE): cond: expected a subgraph of 1 inputs and 1 outputs, found 0 and 1"
        ),
    ]

    @Test(arguments: loops) func refusesLoopsThatCannotRun(subgraphs: [Writer], message: String) throws {
        let model = Writer.model(
            codes: [.code(0), .code(119)],
            subgraphs: [
                .subgraph(
                    [.tensor("x", [2]), .tensor("y", [2])], inputs: [0], outputs: [1],
                    [.node([0], [1], code: 1, options: (93, [0: .integer(1), 1: .integer(2)]))])
            ] + subgraphs)
        let error = #expect(throws: ImportError.self) { try ModelReader().read(model.file()) }
        #expect(error?.description == message)
    }

    @Test func subgraphsThatGrowWithoutEndAreRefused() throws {
        func loop(_ cond: Int, _ body: Int) -> Writer {
            .subgraph(
                [.tensor("x", [2]), .tensor("y", [2])], inputs: [0], outputs: [1],
                [.node([0], [1], code: 1, options: (93, [0: .integer(cond), 1: .integer(body)]))])
        }
        let doubling = (1...60).map { loop($0, $0) } + [Self.step("last")]
        let model = Writer.model(codes: [.code(0), .code(119)], subgraphs: doubling)
        var limits = ImportLimits()
        limits.functionNodeCount = 1000
        let many = #expect(throws: ImportError.self) { try ModelReader(limits: limits).read(model.file()) }
        #expect(many?.message == "expected subgraphs within others of at most 1000 operators, found more")
        limits.depth = 10
        let deep = #expect(throws: ImportError.self) { try ModelReader(limits: limits).read(model.file()) }
        #expect(deep?.message == "expected subgraphs nested at most 10 deep, found more")
    }
}
