import GraphIR

/// TFLite's choice or loop as ONNX's: the operator, and the subgraphs that it runs as its bodies.
///
/// The branches of `IF` have the arguments as inputs, which bodies of ONNX capture. `WHILE` has a subgraph for its
/// condition, which in ONNX is what the body writes first. tensorflow/lite/kernels/if.cc, while.cc.
struct TFLiteControlFlow {
    let description: OperatorDescription
    let bodies: [Body]
    /// How many of ONNX's inputs stand before TFLite's, and are left out: a loop's count and its first condition.
    let omittedInputCount: Int

    /// - Parameters:
    ///   - argumentCount: how many inputs follow the condition.
    ///   - resultCount: how many outputs there are.
    static func choice(
        then first: Graph, otherwise second: Graph, argumentCount: Int, resultCount: Int
    ) throws(ImportError) -> TFLiteControlFlow {
        var bodies: [Body] = []
        for (name, graph) in [("then_branch", first), ("else_branch", second)] {
            try check(graph, name, inputs: argumentCount, outputs: resultCount)
            let captures = graph.inputs.enumerated().map { Body.Capture(inner: $1, input: $0 + 1) }
            var graph = graph
            graph.inputs = []
            bodies.append(Body(name: name, graph: graph, captures: captures))
        }
        return TFLiteControlFlow(
            description: description("If", bodies, argumentCount + 1, resultCount), bodies: bodies,
            omittedInputCount: 0)
    }

    /// - Parameters:
    ///   - carriedCount: how many values go from one run of the body to the next.
    ///   - resultCount: how many outputs there are.
    static func loop(
        while condition: Graph, body: Graph, carriedCount: Int, resultCount: Int
    ) throws(ImportError) -> TFLiteControlFlow {
        try check(condition, "cond", inputs: carriedCount, outputs: 1)
        try check(body, "body", inputs: carriedCount, outputs: carriedCount)
        guard resultCount == carriedCount else {
            throw ImportError(.inconsistent("expected \(carriedCount) outputs, found \(resultCount)"))
        }
        var graph = body
        let mayGoOn = try graph.append(condition, reading: body.outputs)
        let iteration = graph.add(Value(name: "iteration", type: TensorType(.int64, [])))
        let goesOn = graph.add(Value(name: "condition", type: TensorType(.bool, [])))
        graph.inputs = [iteration, goesOn] + body.inputs
        graph.outputs = mayGoOn + body.outputs
        let bodies = [Body(name: "body", graph: graph, captures: [])]
        return TFLiteControlFlow(
            description: description("Loop", bodies, carriedCount + 2, resultCount), bodies: bodies,
            omittedInputCount: 2)
    }

    private static func description(
        _ name: String, _ bodies: [Body], _ inputCount: Int, _ outputCount: Int
    ) -> OperatorDescription {
        OperatorDescription(
            name: name, opset: 16, inputCount: inputCount, outputCount: outputCount,
            attributes: bodies.map { .init($0.name, .graph) })
    }

    private static func check(
        _ graph: Graph, _ name: String, inputs: Int, outputs: Int
    ) throws(ImportError) {
        guard graph.inputs.count == inputs, graph.outputs.count == outputs else {
            throw ImportError(
                .inconsistent(
                    "expected a subgraph of \(inputs) inputs and \(outputs) outputs, found \(graph.inputs.count) and "
                        + "\(graph.outputs.count)"), at: ModelLocation(part: name))
        }
    }
}

extension Graph {
    /// Adds another graph, whose inputs are values of this one.
    ///
    /// - Returns: the values that are its outputs.
    fileprivate mutating func append(_ other: Graph, reading values: [Value.ID]) throws(ImportError) -> [Value.ID] {
        let places = Dictionary(zip(other.inputs, values)) { first, _ in first }
        var ids: [Value.ID] = []
        ids.reserveCapacity(other.values.count)
        for (index, value) in other.values.enumerated() {
            var value = value
            value.producer = nil
            ids.append(places[Value.ID(index)] ?? add(value))
        }
        for node in other.nodes {
            var node = node
            node.inputs = ValueList(node.inputs.map { $0.map { ids[$0.index] } })
            node.outputs = ValueList(node.outputs.map { $0.map { ids[$0.index] } })
            do { try add(node) } catch { throw ImportError(error) }
        }
        return other.outputs.map { ids[$0.index] }
    }
}
