import GraphIR
import Testing

@testable import KernelFormation

/// Whatever the graph and the ruleset, kernels are a partition of the executed nodes that can run in order.
@Suite struct PartitionTests {
    /// A ruleset of a user's own, whose steps and tail overlap.
    static let greedy = """
        {"schema": "kernelcast/ruleset/1", "id": "greedy", "version": "1",
         "mirrors": {"framework": "none", "version": "1", "read_in": []},
         "tail": {"operators": ["Add", "Mul", "Relu"], "operand": "first-or-latest", "repetition": "any-number"},
         "rules": [
          {"id": "pair", "because": "", "root": ["Conv"], "then": [{"operators": ["Relu", "Sigmoid"]}],
           "kernel": "conv-bn-relu"},
          {"id": "any", "because": "", "root": ["Add", "Conv", "MaxPool", "Mul", "Sigmoid"], "kernel": "other"}]}
        """

    static let formers = Result {
        try [
            KernelFormer(.named("none")), KernelFormer(Ruleset(parsing: Array(greedy.utf8), place: "greedy")),
            KernelFormer(.named("onnxruntime-arm")),
            KernelFormer(.named("onnxruntime-cpu"), parameters: ["block": "8"]),
            KernelFormer(.named("onnxruntime-cpu"), parameters: ["level": "1"]), KernelFormer(.named("tflite-gpu")),
            KernelFormer(.named("tflite-gpu"), parameters: ["gpu": "apple", "converter": "keras"]),
        ]
    }

    @Test(arguments: 0..<300) func randomGraphsArePartitioned(seed: Int) throws {
        let graph = try RandomGraph.graph(seed: UInt64(seed))
        for former in try Self.formers.get() {
            try check(former.kernels(of: graph).kernels, of: graph, former.ruleset.id)
        }
    }

    private func check(_ kernels: [Kernel], of graph: Graph, _ ruleset: String) throws {
        let executed = graph.nodes.indices.filter { !graph.isConstant(node: $0) }
        #expect(kernels.flatMap(\.nodes).sorted() == executed, "\(ruleset): each executed node once")
        var owner = Array(repeating: -1, count: graph.nodes.count)
        for (index, kernel) in kernels.enumerated() {
            #expect(kernel.nodes == kernel.nodes.sorted())
            for node in kernel.nodes { owner[node] = index }
        }
        // What a kernel reads is written before it, so that no path leaves it and comes back.
        for node in executed {
            for case let input? in graph.nodes[node].inputs {
                guard let producer = graph[input].producer, !graph.isConstant(node: producer) else { continue }
                #expect(owner[producer] <= owner[node], "\(ruleset): node \(node) reads \(producer)")
            }
        }
        try checkInteriorValues(of: graph, owner, ruleset)
    }

    /// A kernel's value that others read, or the user, is the only one such, unless several nodes compute the same.
    private func checkInteriorValues(of graph: Graph, _ owner: [Int], _ ruleset: String) throws {
        let readers = graph.readers()
        var visible: [Int: Set<Int>] = [:]
        for (node, kernel) in owner.enumerated() where kernel >= 0 {
            for case let output? in graph.nodes[node].outputs {
                let leaves = readers[output.index].contains { owner[$0] != kernel }
                if leaves || graph.outputs.contains(output) { visible[kernel, default: []].insert(node) }
            }
        }
        for (kernel, nodes) in visible {
            let operators = Set(nodes.map { graph.nodes[$0].operatorName }).subtracting(["Identity"])
            #expect(operators.count <= 1, "\(ruleset): kernel \(kernel) shows \(operators)")
        }
    }

    @Test func eachNearMissIsExplained() throws {
        let text = "a = Conv(x, 8) kernel=1; b = Relu(a); c = Sigmoid(a); d = Add(b, c)"
        let graph = try GraphText.graph(text, input: "1x8x4x4")
        let formation = try KernelFormer(.named("tflite-gpu"), parameters: ["gpu": "mali"]).kernels(of: graph)
        let conv = formation.explanations.filter { $0.kernel == 0 }
        #expect(
            conv == [
                Explanation(rule: "winograd", kernel: 0, node: 0, obstacle: .guardFailed("kernel")),
                Explanation(rule: "conv", kernel: 0, node: 1, obstacle: .readers(2)),
            ])
        // The sum reads the later of its operands, and the earlier only behind it.
        #expect(formation.explanations.contains { $0.node == 3 && $0.obstacle == .operand })
        #expect(formation.kernels.map(\.nodes) == [[0], [1], [2, 3]])
    }

    /// What stands in the way of a tail, by the graph.
    @Test(arguments: [
        ("a = MaxPool(x) kernel=1; b = Relu(a); c = Concat(a, b)", Explanation.Obstacle.readers(2)),
        ("a = MaxPool(x) kernel=1; b = Sub(x, a)", .operand),
        ("a = MaxPool(x) kernel=1; b = MaxPool(x) kernel=1; c = Sub(a, b)", .notReady),
    ]) func aTailStops(at text: String, obstacle: Explanation.Obstacle) throws {
        let graph = try GraphText.graph(text, input: "1x8x4x4")
        let formation = try KernelFormer(.named("tflite-gpu")).kernels(of: graph)
        #expect(formation.explanations.map(\.obstacle).contains(obstacle))
    }

    /// Graphs over which ONNX Runtime almost fuses, the rule or lowering that gives up, and why.
    @Test(arguments: [
        ("a = Conv(x, 16) kernel=1; b = HardSwish(a)", "conv-activation", Explanation.Obstacle.readers(2)),
        ("a = Conv(x, 16) kernel=1; b = Gelu(a)", "conv-activation", .notListed("Gelu")),
        ("a = Conv(x, 16) kernel=1; b = Relu(a); c = Add(a, b)", "conv-activation", .readers(2)),
        ("a = Conv(x, 16) kernel=1; b = BatchNormalization(a); c = Add(a, b)", "conv-arithmetic", .readers(2)),
        ("a = MatMul(x, $4x4); b = Add(a, $4); c = Add(a, b)", "matrix-bias", .readers(2)),
    ]) func theRuntimesNearMissesAreExplained(
        text: String, rule: String, obstacle: Explanation.Obstacle
    ) throws {
        let graph = try GraphText.graph(text, input: "1x8x4x4")
        let former = try KernelFormer(.named("onnxruntime-cpu"), parameters: ["level": "2"])
        let explanations = former.kernels(of: graph).explanations
        #expect(explanations.contains { $0.rule == rule && $0.obstacle == obstacle }, "\(explanations)")
    }

    @Test func channelsThatFillNoBlockAreExplained() throws {
        let graph = try GraphText.graph("a = Conv(x, 24) kernel=1; b = MaxPool(a) kernel=2", input: "1x8x4x4")
        let formation = try KernelFormer(.named("onnxruntime-cpu")).kernels(of: graph)
        let pool = try #require(formation.kernels.firstIndex { $0.type == .maxpool })
        let expected = Explanation(
            rule: "blocked-channels", kernel: pool, node: 1, obstacle: .guardFailed("channels-fill-blocks"))
        #expect(formation.explanations.contains(expected))
    }

    @Test func anOutputOfTheGraphEndsATail() throws {
        var graph = try GraphText.graph("a = MaxPool(x) kernel=1; b = Relu(a)", input: "1x8x4x4")
        graph.outputs += graph.nodes[0].outputs.compactMap(\.self)
        let formation = try KernelFormer(.named("tflite-gpu")).kernels(of: graph)
        #expect(formation.kernels.count == 2)
        #expect(formation.explanations.map(\.obstacle).contains(.graphOutput))
    }

    @Test func anOperatorThatNobodyKnowsIsAKernelAndTold() throws {
        var graph = Graph()
        let type = TensorType(.float32, [1, 8])
        let input = graph.add(Value(name: "x", type: type))
        let output = graph.add(Value(name: "y", type: type))
        graph.inputs = [input]
        graph.outputs = [output]
        try graph.add(
            Node(operatorName: "Warp", domain: "com.acme", operation: nil, inputs: [input], outputs: [output]))
        _ = try graph.infer()
        let formation = try KernelFormer(.named("none")).kernels(of: graph)
        #expect(formation.kernels.map(\.type) == [.other])
        #expect(formation.kernels[0].configuration.operation == "warp")
        #expect(
            formation.diagnostics.map(\.message) == ["no rule of \"none\" forms a kernel of \"Warp\""])
    }

    @Test func openShapesAreTold() throws {
        var graph = try GraphText.graph("a = Relu(x)", input: "1x8")
        graph[graph.inputs[0]].type.shape = [.symbolic("batch"), 8]
        _ = try graph.infer()
        let formation = try KernelFormer(.named("none")).kernels(of: graph)
        #expect(formation.diagnostics.map(\.code) == ["open-shape"])
        #expect(formation.diagnostics[0].message == "expected fixed extents, found float32 batchx8")
    }

    @Test func aHostileNumberOfGroupsAddsNoKernels() throws {
        let graph = try GraphText.graph("a = Conv(x, 300000) kernel=1 groups=100000", input: "1x200000x1x1")
        #expect(try KernelFormer(.named("tflite-gpu")).kernels(of: graph).kernels.count == 1)
    }
}
