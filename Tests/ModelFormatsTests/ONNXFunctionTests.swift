import GraphIR
import Testing

@testable import ModelFormats

/// Functions that a model brings along, and graphs inside nodes.
@Suite struct ONNXFunctionTests {
    private static let domain = WireWriter.text(7, "local")

    /// A function of domain "local"; its nodes are fields 7 there.
    private static func function(
        _ name: String, _ inputs: [String], _ outputs: [String], _ nodes: [WireWriter], _ rest: WireWriter...
    ) -> WireWriter {
        // A node of a function lies in field 7, of a graph in field 1.
        let body = nodes.map { WireWriter(bytes: [7 << 3 | 2] + $0.bytes.dropFirst()) }
        let parts =
            [.text(1, name)] + inputs.map { .text(4, $0) } + outputs.map { .text(5, $0) } + body + rest
            + [.text(10, "local")]
        return .bytes(25, parts.flatMap(\.bytes))
    }

    private static func model(_ graph: [WireWriter], _ functions: WireWriter...) -> WireWriter {
        WireWriter(
            .varint(1, 8), .bytes(7, graph.flatMap(\.bytes)), .message(8, .varint(2, 17)),
            .message(8, .text(1, "local"), .varint(2, 1)), WireWriter(bytes: functions.flatMap(\.bytes)))
    }

    private static let input = WireWriter.value(11, "x", [.varint(1, 2), .varint(1, 3)])

    private static func inferred(_ bytes: WireWriter) throws -> Graph {
        var graph = try ModelReader().read(bytes).graph
        _ = try graph.infer()
        return graph
    }

    @Test func putsAFunctionsNodesInTheCallsStead() throws {
        let graph = try Self.inferred(
            Self.model(
                [
                    Self.input, .node("Twice", ["x"], ["h"], name: "call", Self.domain), .node("Relu", ["h"], ["y"]),
                    .value(12, "y", []),
                ],
                Self.function(
                    "Twice", ["a"], ["b"],
                    [.node("Relu", ["a"], ["h"], name: "first"), .node("Concat", ["h", "h"], ["b"], Self.axis)])))
        #expect(graph.nodes.map(\.operatorName) == ["Relu", "Concat", "Relu"])
        #expect(graph.nodes.map(\.name) == ["call/first", "call", ""])
        #expect(graph[graph.outputs[0]].type.description == "float32 4x3")
    }

    private static let axis = WireWriter.attribute("axis", type: 2, .varint(3, 0))

    @Test func givesAttributesToTheFunctionsNodes() throws {
        let reference = WireWriter.message(5, .text(1, "axis"), .varint(20, 2), .text(21, "along"))
        let body = [WireWriter.node("Concat", ["a", "a"], ["b"], reference)]
        let fallback = WireWriter.message(11, .text(1, "along"), .varint(20, 2), .varint(3, 1))
        let given = WireWriter.attribute("along", type: 2, .varint(3, 0))
        let graph = try Self.inferred(
            Self.model(
                [
                    Self.input, .node("Join", ["x"], ["y"], Self.domain),
                    .node("Join", ["x"], ["z"], Self.domain, given),
                ], Self.function("Join", ["a"], ["b"], body, fallback)))
        #expect(graph.nodes.map { graph[$0.outputs[0]!].type.description } == ["float32 2x6", "float32 4x3"])
    }

    @Test func readsAFunctionInItsOwnOperatorSet() throws {
        // Before opset 13 the axes of Squeeze are an attribute.
        let axes = WireWriter.attribute("axes", type: 7, .varint(8, 0))
        let graph = try Self.inferred(
            Self.model(
                [.value(11, "x", [.varint(1, 1), .varint(1, 3)]), .node("Old", ["x"], ["y"], Self.domain)],
                Self.function(
                    "Old", ["a"], ["b"], [.node("Squeeze", ["a"], ["b"], axes)], .message(9, .varint(2, 11)))))
        #expect(graph[graph.nodes[0].outputs[0]!].type.description == "float32 3")
    }

    @Test func callsFunctionsFromFunctionsAndCopiesWhatTheyPassThrough() throws {
        let graph = try Self.inferred(
            Self.model(
                [Self.input, .node("Outer", ["x", ""], ["y"], Self.domain)],
                Self.function("Inner", ["a"], ["a"], []),
                Self.function("Outer", ["p", "q"], ["r"], [.node("Inner", ["p"], ["r"], name: "in", Self.domain)])))
        #expect(graph.nodes.map(\.operatorName) == ["Identity"])
        #expect(graph.nodes.map(\.name) == ["in"])
        #expect(graph[graph.nodes[0].outputs[0]!].type.description == "float32 2x3")
    }

    @Test func leavesOutWhatTheCallLeavesOut() throws {
        let body = [WireWriter.node("Clip", ["a", "low", "high"], ["b"])]
        let graph = try Self.inferred(
            Self.model(
                [
                    Self.input, .node("Bound", ["x", ""], ["y"], Self.domain),
                    .node("Bound", ["x"], ["z"], Self.domain),
                ], Self.function("Bound", ["a", "low", "high"], ["b"], body)))
        #expect(graph.nodes.map { $0.inputs.map { $0 == nil } } == [[false, true, true], [false, true, true]])
    }

    static let bad: [(functions: [WireWriter], limits: ImportLimits, message: String)] = [
        (
            [function("F", ["a"], ["b"], [.node("F", ["a"], ["b"], domain)])], ImportLimits(),
            "node 0 \"c\" (F): expected functions that do not call themselves, found \"F\" within itself"
        ),
        (
            (0..<12).map { index in
                let inner = WireWriter.node("F\(index + 1)", ["a"], ["b"], domain)
                return function(index == 0 ? "F" : "F\(index)", ["a"], ["b"], [inner])
            }, ImportLimits(depth: 9),
            "node 0 \"c\" (F9): expected functions and bodies nested at most 9 deep, found more"
        ),
        (
            [function("F", ["a"], ["b"], [.node("Relu", ["a"], ["h"]), .node("Relu", ["h"], ["b"])])],
            ImportLimits(functionNodeCount: 1),
            "node 0 \"c\" (F): expected functions that expand to at most 1 nodes, found more"
        ),
        (
            [function("F", ["a"], ["b"], [.node("Relu", ["a"], ["b"], name: "a name")])],
            ImportLimits(functionByteCount: 38),
            "node 0 \"c\" (F): expected functions that expand to at most 38 bytes, found more"
        ),
        (
            [function("F", ["a"], ["b"], [.node("Relu", ["a"], ["h"])])], ImportLimits(),
            "node 0 \"c\" (F): expected a node that writes the output \"b\", found none"
        ),
        (
            [function("F", [], ["b"], [.node("Constant", [], ["b"])])], ImportLimits(),
            "node 0 \"c\" (F): expected at most 0 inputs for the function, found 1"
        ),
        (
            [function("F", ["a"], ["b"], [.node("Relu", ["z"], ["b"])])], ImportLimits(),
            "node 0 \"c\" (Relu): input 0: expected a value that something defines, found \"z\", which nothing does"
        ),
    ]

    @Test(arguments: bad) func refusesFunctions(_ functions: [WireWriter], _ limits: ImportLimits, _ message: String) {
        let graph = [Self.input, .node("F", ["x"], ["y"], name: "c", Self.domain)]
        let bytes = WireWriter(
            .varint(1, 8), .bytes(7, graph.flatMap(\.bytes)), .message(8, .varint(2, 17)),
            .message(8, .text(1, "local"), .varint(2, 1)), WireWriter(bytes: functions.flatMap(\.bytes)))
        #expect(throws: ImportError.self) { try ModelReader(limits: limits).read(bytes) }
        do { _ = try ModelReader(limits: limits).read(bytes) } catch { #expect("\(error)" == message) }
    }

    @Test func refusesBodiesAndFunctionsWithinOneAnother() throws {
        let functions = (0..<99).map { index in
            var inner = WireWriter.node("F\(index + 1)", ["a"], ["b"], Self.domain)
            for _ in 0..<30 {
                inner = .node("If", ["a"], ["b"], Self.graph("then_branch", inner, .value(12, "b", [])))
            }
            return Self.function("F\(index)", ["a"], ["b"], [inner])
        }
        let error = #expect(throws: ImportError.self) {
            try ModelReader().read(
                Self.model(
                    [Self.input, .node("F0", ["x"], ["y"], Self.domain)],
                    WireWriter(bytes: functions.flatMap(\.bytes))))
        }
        let message = error?.description ?? ""
        #expect(message.hasSuffix("expected functions and bodies nested at most 100 deep, found more"))
    }

    @Test func refusesFunctionsThatDoubleWithEachCall() throws {
        let functions = (0..<40).map { index in
            let name = "F\(index + 1)"
            return Self.function(
                "F\(index)", ["a"], ["b"],
                [.node(name, ["a"], ["h"], Self.domain), .node(name, ["h"], ["b"], Self.domain)])
        }
        let error = #expect(throws: ImportError.self) {
            try ModelReader(limits: ImportLimits(functionNodeCount: 1 << 16)).read(
                Self.model(
                    [Self.input, .node("F0", ["x"], ["y"], Self.domain)],
                    WireWriter(bytes: functions.flatMap(\.bytes))))
        }
        let message = error?.description ?? ""
        #expect(message.hasSuffix("expected functions that expand to at most 65536 nodes, found more"))
    }

    private static func graph(_ name: String, _ parts: WireWriter...) -> WireWriter {
        attribute(name, parts)
    }

    private static func attribute(_ name: String, _ parts: [WireWriter]) -> WireWriter {
        .attribute(name, type: 5, .bytes(6, parts.flatMap(\.bytes)))
    }

    private static let branches = [
        graph("then_branch", .node("Relu", ["x"], ["t"], name: "yes"), .value(12, "t", [])),
        graph("else_branch", .node("MatMul", ["x", "w"], ["e"], name: "no"), .value(12, "e", [])),
    ]
    private static let square = WireWriter.value(11, "w", [.varint(1, 3), .varint(1, 4)])

    @Test(arguments: [(1, ["yes"], "float32 2x3"), (0, ["no"], "float32 2x4")])
    func takesTheBranchThatIsKnownToRun(condition: Int, names: [String], type: String) throws {
        let graph = try Self.inferred(
            .model(
                Self.input, Self.square, .initializer("c", type: 9, [], .varint(5, condition)),
                .node("If", ["c"], ["y"], name: "if", Self.branches[0], Self.branches[1]), .value(12, "y", [])))
        #expect(graph.nodes.map(\.name) == names)
        #expect(graph[graph.outputs[0]].type.description == type)
        #expect(graph.executionOrder == [0])
    }

    @Test func countsTheDearerBranchWhereTheConditionIsOpen() throws {
        var graph = try ModelReader().read(
            .model(
                Self.input, Self.square, .value(11, "c", type: 9, []),
                .node("If", ["c"], ["y"], name: "if", Self.branches[0], Self.branches[1]), .value(12, "y", []))
        ).graph
        let diagnostics = try graph.infer()
        #expect(graph.nodes.map(\.name) == ["if", "no"])
        #expect(graph.executionOrder == [1, 0])
        #expect(graph[graph.outputs[0]].type.description == "float32 2x?")
        #expect(diagnostics.map(\.code) == ["branch", "unknown-shape"].prefix(1) + [])
        #expect(
            diagnostics.map(\.message) == [
                "which branch runs is not known: the dearer one, else_branch, is counted"
            ])
    }

    @Test func countsTheBodyOfALoopOnce() throws {
        let body = Self.graph(
            "body", .value(11, "i", type: 7, []), .value(11, "k", type: 9, []), .value(11, "s", [.varint(1, 2)]),
            .node("Identity", ["k"], ["k2"]), .node("MatMul", ["s", "m"], ["s2"], name: "step"),
            .node("Relu", ["s2"], ["o"]), .value(12, "k2", type: 9, []), .value(12, "s2", []), .value(12, "o", []))
        var graph = try ModelReader().read(
            .model(
                .value(11, "x", [.varint(1, 2)]), .value(11, "m", [.varint(1, 2), .varint(1, 2)]),
                .initializer("n", type: 7, [], .varint(7, 5)),
                .node("Loop", ["n", "", "x"], ["y", "all"], name: "loop", body), .value(12, "y", []),
                .value(12, "all", []))
        ).graph
        let diagnostics = try graph.infer()
        #expect(graph.nodes.map(\.operatorName) == ["Loop", "Identity", "MatMul", "Relu"])
        #expect(graph.outputs.map { graph[$0].type.description } == ["float32 2", "float32 5x2"])
        #expect(graph.nodes.indices.reduce(0) { $0 + (graph.cost(ofNode: $1)?.multiplyAccumulates ?? 0) } == 4)
        #expect(diagnostics.map(\.code) == ["loop"])
    }

    @Test func leavesOpenWhatALoopLetsGrow() throws {
        let body = Self.graph(
            "body", .value(11, "i", type: 7, []), .value(11, "k", type: 9, []), .value(11, "s", []),
            .node("Identity", ["k"], ["k2"]), .node("Concat", ["s", "s"], ["s2"], Self.axis),
            .value(12, "k2", type: 9, []), .value(12, "s2", []))
        let graph = try Self.inferred(
            .model(
                .value(11, "x", [.varint(1, 2)]), .initializer("n", type: 7, [], .varint(7, 5)),
                .node("Loop", ["n", "", "x"], ["y"], body), .value(12, "y", [])))
        #expect(graph[graph.outputs[0]].type.description == "float32 ?")
    }

    @Test func namesThePlaceOfAnErrorInABody() throws {
        let wrong = Self.graph("then_branch", .node("Gemm", ["x", "x"], ["t"]), .value(12, "t", []))
        var graph = try ModelReader().read(
            .model(
                Self.input, .initializer("c", type: 9, [], .varint(5, 1)),
                .node("If", ["c"], ["y"], name: "if", wrong, wrong.renamed()), .value(12, "y", []))
        ).graph
        let error = #expect(throws: GraphError.self) { try graph.infer() }
        #expect(
            error?.description
                == "subgraph \"then_branch of node 0 \"if\" (If)\": node 0 (Gemm): input 1: expected 3 along axis 0, found 2"
        )
    }
}

extension WireWriter {
    /// An attribute "then_branch" as "else_branch".
    fileprivate func renamed() -> WireWriter {
        let text = Array("then_branch".utf8)
        guard let start = bytes.indices.first(where: { bytes[$0...].starts(with: text) }) else { return self }
        return WireWriter(bytes: bytes[..<start] + Array("else_branch".utf8) + bytes[(start + text.count)...])
    }
}
