import Testing

@testable import GraphIR

@Suite struct GraphTests {
    @Test func followsShapeArithmeticThroughANode() throws {
        var graph = Graph()
        let data = graph.input("x", "float32 Nx64x7x7")
        let shape = try graph.apply("Shape", [data])
        let batch = try graph.apply("Gather", [shape, graph.constant(.scalar(0))])
        let axes = graph.constant(.list(0))
        let list = try graph.apply("Unsqueeze", [batch, axes])
        let target = try graph.apply("Concat", [list, graph.constant(.list(-1))], ["axis": .integer(0)])
        let rows = try graph.apply("Reshape", [data, target])
        #expect(try graph.infer().isEmpty)
        #expect(graph[rows].type == "float32 Nx3136")
        #expect(!graph[target].isConstant)
        #expect(!graph.isConstant(node: 0))
    }

    @Test func whatFollowsFromNumbersAloneIsConstant() throws {
        var graph = Graph()
        let data = graph.input("x", "float32 1x64x7x7")
        let shape = try graph.apply("Shape", [data])
        let target = try graph.apply("Slice", [shape, graph.constant(.list(0)), graph.constant(.list(2))])
        let rows = try graph.apply("ConstantOfShape", [target])
        let noise = try graph.apply("RandomNormalLike", [rows])
        #expect(try graph.infer().isEmpty)
        #expect(graph[rows].isConstant)
        #expect(graph.isConstant(node: 0))
        #expect(!graph[noise].isConstant)
        #expect(graph.shapeCoverage == ShapeCoverage(values: 1, staticValues: 1))
    }

    @Test func aDeclaredTypeFillsOnlyWhatInferenceLeavesOpen() throws {
        var graph = Graph()
        let data = graph.input("x", "float32 4x?")
        let output = try graph.apply("Relu", [data], declared: "float16 9x7")
        _ = try graph.infer()
        #expect(graph[output].type == "float32 4x7")
    }

    @Test func anUnknownOperatorIsToldAndKeepsItsDeclaredType() throws {
        var graph = Graph()
        let data = graph.input("x", "float32 4")
        let output = graph.add(Value(name: "y", type: "float32 4"))
        try graph.add(
            Node(
                name: "n", operatorName: "Frobnicate", domain: "acme", operation: nil, inputs: [data], outputs: [output]
            ))
        let diagnostics = try graph.infer()
        #expect(diagnostics.map(\.message) == ["no operator \"Frobnicate\" of domain \"acme\" is known"])
        #expect(diagnostics.map(\.code) == ["unknown-operator"])
        #expect(diagnostics.map(\.location.description) == ["node 0 \"n\" (Frobnicate)"])
        #expect(graph[output].type == "float32 4")
    }

    @Test func theNodeWhereAShapeGetsLostIsTold() throws {
        var graph = Graph()
        let places = try graph.apply("NonZero", [graph.input("x", "float32 4")])
        _ = try graph.apply("Relu", [places])
        let diagnostics = try graph.infer()
        #expect(diagnostics.map(\.code) == ["unknown-shape"])
        #expect(diagnostics.map(\.location.description) == ["node 0 (NonZero)"])
        #expect(graph.shapeCoverage == ShapeCoverage(values: 2, staticValues: 0, openNames: ["v1", "v2"]))
    }

    @Test func aContradictionNamesItsNode() throws {
        var graph = Graph()
        _ = try graph.apply("Add", [graph.input("x", "float32 2"), graph.input("y", "float32 3")])
        #expect(throws: GraphError.self) { try graph.infer() }
        do {
            _ = try graph.infer()
        } catch {
            #expect(error.description == "node 0 (Add): input 1: expected 1 or 2 along axis 0, found 3")
        }
    }

    @Test func parametersCountOnceHoweverManyReadThem() throws {
        var graph = Graph()
        let data = graph.input("x", "float32 1x8")
        let weights = graph.constant(.weights("float32 8x8"))
        let shared = try graph.apply("Identity", [weights])
        let first = try graph.apply("MatMul", [data, weights])
        let second = try graph.apply("MatMul", [first, shared])
        _ = try graph.apply("Reshape", [second, graph.constant(.list(-1))])
        _ = graph.constant(.weights("float32 100"))
        _ = try graph.apply("Mul", [second, graph.constant(.real(2))])
        _ = try graph.infer()
        #expect(graph.parameterCount == 64)
        #expect(graph.cost(ofNode: 2) == Cost(multiplyAccumulates: 64, parameters: 64))
    }

    @Test func nodesInAnyOrderAreRunInOrder() throws {
        var graph = Graph()
        let data = graph.input("x", "float32 4")
        let middle = graph.add(Value(name: "m", type: "unknown of unknown rank"))
        let output = graph.add(Value(name: "y", type: "unknown of unknown rank"))
        let relu = try Operators.make(.init(name: "Relu", opset: 20, inputCount: 1, outputCount: 1))
        try graph.add(Node(operatorName: "Relu", operation: relu, inputs: [middle], outputs: [output]))
        try graph.add(Node(operatorName: "Relu", operation: relu, inputs: [data], outputs: [middle]))
        _ = try graph.infer()
        #expect(graph.executionOrder == [1, 0])
        #expect(graph[output].type == "float32 4")
    }

    @Test func aBuiltNodeIsOfAKnownOperatorThatFits() throws {
        var graph = Graph()
        let image = graph.addInput("image", TensorType(.float32, [1, 8, 14, 14]))
        let weights = graph.addConstant(TensorType(.float32, [4, 6, 3, 3]))
        #expect(throws: GraphError("expected a known operator, found \"Fold\"", at: place("Fold"))) {
            try graph.add("Fold", [image], opset: 22)
        }
        var blamed = place("Conv")
        blamed.part = "input 0"
        #expect(throws: GraphError("expected 6 channels, found 8", at: blamed)) {
            try graph.add("Conv", [image, weights], opset: 22)
        }
        #expect(
            try graph.add("Split", [image], [.init("axis", .integer(1))], opset: 13, outputCount: 2).map {
                graph[$0].type.shape?.count
            } == [4, 4])
        func place(_ name: String) -> ModelLocation { ModelLocation(node: .init(index: 0, operatorName: name)) }
    }

    @Test func aCycleIsRefused() throws {
        var graph = Graph()
        let value = graph.add(Value(name: "v", type: "float32 4"))
        let relu = try Operators.make(.init(name: "Relu", opset: 20, inputCount: 1, outputCount: 1))
        try graph.add(Node(operatorName: "Relu", operation: relu, inputs: [value], outputs: [value]))
        #expect(
            throws: GraphError(
                "expected a graph without cycles, found a node that waits for its own output",
                at: ModelLocation(node: .init(index: 0, operatorName: "Relu")))
        ) { try graph.infer() }
    }

    @Test func twoWritersOfAValueAreRefused() throws {
        var graph = Graph()
        let constant = graph.constant(.list(1))
        #expect(throws: GraphError.self) {
            try graph.add(Node(operatorName: "Relu", operation: nil, inputs: [], outputs: [constant]))
        }
    }
}

extension Graph {
    /// Adds an input of the graph.
    mutating func input(_ name: String, _ type: TensorType) -> Value.ID {
        let id = add(Value(name: name, type: type))
        inputs.append(id)
        return id
    }

    /// Adds a constant.
    mutating func constant(_ operand: Operand) -> Value.ID {
        add(Value(name: "c\(values.count)", type: operand.type, elements: operand.elements, isConstant: true))
    }

    /// Adds a node of one output.
    mutating func apply(
        _ name: String, _ inputs: [Value.ID], _ attributes: [String: OperatorDescription.Value] = [:],
        declared: TensorType = "unknown of unknown rank"
    ) throws -> Value.ID {
        let output = add(Value(name: "v\(values.count)", type: declared))
        let operation = try Operators.make(
            .init(
                name: name, opset: 22, inputCount: inputs.count, outputCount: 1,
                attributes: attributes.map { .init($0.key, $0.value) }))
        try add(Node(operatorName: name, operation: operation, inputs: inputs, outputs: [output]))
        return output
    }
}
