import Testing

@testable import GraphIR

/// Shape arithmetic takes bounded memory, however many nodes ask for elements.
@Suite struct ElementLimitTests {
    /// Nodes that each write two known elements.
    private static func graph(nodeCount: Int) throws -> Graph {
        var graph = Graph()
        let shape = graph.add(
            Value(name: "s", type: TensorType(.int64, [1]), elements: .integers([2]), isConstant: true))
        for index in 0..<nodeCount {
            let output = graph.add(Value(name: "y\(index)", type: TensorType(.unknown, nil)))
            let description = OperatorDescription(
                name: "ConstantOfShape", opset: 17, inputCount: 1, outputCount: 1,
                attributes: [.init("value", .tensor(.scalar(1)))])
            try graph.add(
                Node(
                    name: "n\(index)", operatorName: "ConstantOfShape", operation: try Operators.make(description),
                    inputs: [shape], outputs: [output]))
        }
        return graph
    }

    @Test func followsElementsUpToTheLimit() throws {
        var graph = try Self.graph(nodeCount: 4)
        let diagnostics = try graph.infer(followingAtMost: 5)
        #expect(graph.nodes.map { graph[$0.outputs[0]!].elements?.count } == [2, 2, nil, nil])
        #expect(graph.nodes.allSatisfy { graph[$0.outputs[0]!].isConstant })
        #expect(diagnostics.map(\.code) == ["element-limit"])
        #expect(diagnostics.first?.location.description == "node 2 \"n2\" (ConstantOfShape)")
    }

    @Test func countsAnewWithEachInference() throws {
        var graph = try Self.graph(nodeCount: 4)
        for _ in 0..<2 { #expect(try graph.infer(followingAtMost: 8).isEmpty) }
    }
}
