import GraphIR
import Testing

@Suite struct FixingTests {
    private func graph() throws -> (Graph, inner: Value.ID) {
        var graph = Graph()
        let tokens = graph.input("tokens", "int64 NxS")
        let mask = graph.input("mask", "float32 NxSx16")
        _ = graph.input("scale", "float32 scalar")
        let rows = try graph.apply("Unsqueeze", [tokens, graph.constant(.list(2))], declared: "int64 NxSx1")
        let inner = try graph.apply("Add", [rows, mask], declared: "int64 NxSx16")
        return (graph, inner)
    }

    @Test func anInputsShapeBindsItsSymbolsEverywhere() throws {
        var (graph, inner) = try graph()
        try graph.fix("tokens", to: [2, 128])
        _ = try graph.infer()
        #expect(graph[inner].type == "int64 2x128x16")
    }

    @Test func aBatchIsTheFirstAxisOfEveryInputButScalars() throws {
        var (graph, inner) = try graph()
        try graph.fixBatch(8)
        _ = try graph.infer()
        #expect(graph.inputs.map { graph[$0].type } == ["int64 8xS", "float32 8xSx16", "float32 scalar"])
        #expect(graph[inner].type == "int64 8xSx16")
    }

    @Test func aDimensionIsFixedByItsName() throws {
        var (graph, inner) = try graph()
        try graph.fix(dimension: "S", to: 7)
        _ = try graph.infer()
        #expect(graph[inner].type == "int64 Nx7x16")
    }

    @Test func aReplacedNumberForgetsWhatTheFileDeclares() throws {
        var graph = Graph()
        let data = graph.input("x", "float32 1x8")
        let output = graph.add(Value(name: "y", type: "float32 1x8"))
        try graph.add(Node(operatorName: "Frobnicate", operation: nil, inputs: [data], outputs: [output]))
        try graph.fixBatch(4)
        _ = try graph.infer()
        #expect(graph[data].type == "float32 4x8")
        #expect(graph[output].type == "float32 of unknown rank")
    }

    @Test func unknownNamesAreAnsweredWithTheKnownOnes() throws {
        var (graph, _) = try graph()
        expect("expected an input among \"tokens\", \"mask\", \"scale\", found \"image\"") { () throws(GraphError) in
            try graph.fix("image", to: [1])
        }
        expect("expected a dimension among \"N\", \"S\", found \"batch\"") { () throws(GraphError) in
            try graph.fix(dimension: "batch", to: 1)
        }
        var empty = Graph()
        expect("expected a dimension that the user may fix, found \"N\"") { () throws(GraphError) in
            try empty.fix(dimension: "N", to: 1)
        }
    }

    @Test func shapesThatDoNotFitAreRefused() throws {
        var (graph, _) = try graph()
        expect("expected 2 extents for input \"tokens\", found 1") { () throws(GraphError) in
            try graph.fix("tokens", to: [1])
        }
        expect("expected extents from 0 to 2147483647, found -1") { () throws(GraphError) in try graph.fixBatch(-1) }
        _ = graph.input("any", "float32 of unknown rank")
        expect("expected inputs of known rank, found \"any\" of unknown rank") { () throws(GraphError) in
            try graph.fixBatch(1)
        }
    }

    private func expect(_ message: String, _ body: () throws(GraphError) -> Void) {
        do {
            try body()
            Issue.record("nothing was thrown")
        } catch {
            #expect(error.description == message)
        }
    }
}
