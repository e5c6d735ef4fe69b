import GraphIR

/// Arithmetic that no convolution, product or reduction takes becomes one operation as far as it hangs together: named by
/// its first part in lower case, the others its tail.
///
/// openvino: src/common/snippets/src/pass/collapse_subgraph.cpp; what it leaves to the plugin,
/// src/plugins/intel_cpu/src/transformations/snippets/x64/pass/snippets_mark_skipped.cpp. A sum goes into a convolution
/// where the other operand is written before, and read by nothing but what the convolution needs: its memory becomes the
/// output's (src/plugins/intel_cpu/src/graph_optimizer.cpp, FuseConvolutionSumAndConvolutionSumActivation).
struct ElementwiseSubgraphs: Lowering {
    static let name = "elementwise-subgraphs"

    func apply(to operations: inout OperationGraph) {
        var subgraphs = Subgraphs(operations)
        for index in operations.operations.indices { subgraphs.markFollowers(of: index) }
        for index in operations.operations.indices { subgraphs.visit(index) }
        subgraphs.merge(&operations)
    }
}

/// Which operations hang together.
private struct Subgraphs {
    private static let activations: Set = [
        "Abs", "Clip", "Elu", "Erf", "Exp", "Gelu", "HardSwish", "LeakyRelu", "Mish", "PRelu", "Relu", "Sigmoid",
        "Sqrt",
        "Swish", "Tanh", "hard_swish",
    ]
    private static let arithmetic: Set = ["Add", "BatchNormalization", "Div", "Mul", "Sub"]
    private static let others: Set = [
        "Ceil", "Floor", "Max", "Min", "Neg", "Pow", "Reciprocal", "Round", "Rsqrt", "Square", "squared_difference",
    ]

    private let operations: OperationGraph
    private let readers: TensorReaders
    /// Per operation that another takes in, that other.
    private var roots: [Int: Int] = [:]
    /// Per operation, the group that it belongs to.
    private var groups: [Int: Int] = [:]
    private var members: [Int: [Int]] = [:]

    init(_ operations: OperationGraph) {
        self.operations = operations
        readers = TensorReaders(operations)
    }

    private func name(_ index: Int) -> String { operations.operations[index].name }

    /// Notes what an operation takes in behind it.
    mutating func markFollowers(of root: Int) {
        let mayScale: Bool
        switch name(root) {
        case "Conv", "ConvTranspose", "fully_connected": mayScale = true
        case "GlobalAveragePool", "ReduceL1", "ReduceL2", "ReduceMax", "ReduceMean", "ReduceMin", "ReduceSum",
            "batched_matmul":
            mayScale = false
        default: return
        }
        var last = root
        // On ARM a convolution takes one activation and no sum.
        let isARM = operations.parameters["arch"] == "arm"
        var mayAdd = name(root) == "Conv" && !isARM
        while let next = onlyReader(of: last) {
            let operation = operations.operations[next]
            if operation.inputs.count == 1 {
                let isScaling = mayScale && Self.arithmetic.contains(operation.name)
                guard isScaling || Self.activations.contains(operation.name) else { return }
            } else {
                guard mayAdd, takesSum(next, of: operations.operations[last].outputs[0], root) else { return }
                mayAdd = false
            }
            roots[next] = root
            last = next
            if isARM, Self.activations.contains(operation.name) { return }
        }
    }

    private func onlyReader(of index: Int) -> Int? {
        guard operations.operations[index].outputs.count == 1 else { return nil }
        let output = operations.operations[index].outputs[0]
        guard operations.readerCounts[output] == 1, !operations.isOutput[output], let reader = readers[output].first,
            operations.operations[reader].outputs.count == 1
        else { return nil }
        return reader
    }

    private func takesSum(_ index: Int, of value: Int, _ root: Int) -> Bool {
        let inputs = operations.operations[index].inputs
        guard name(index) == "Add", inputs.count == 2, inputs[0] != inputs[1],
            let other = inputs.first(where: { $0 != value }), operations.producers[other] >= 0,
            operations.extents(of: other) == operations.extents(of: value), operations.extents(of: value) != nil
        else { return false }
        let producer = operations.producers[other]
        return (roots[producer] ?? producer) < root
            && readers[other].allSatisfy { $0 == index || precedes($0, root) }
    }

    /// Whether the second operation needs what the first writes.
    private func precedes(_ first: Int, _ second: Int) -> Bool {
        var open = [second]
        var visited: Set<Int> = [second]
        while let index = open.popLast() {
            if index == first { return true }
            for input in operations.operations[index].inputs {
                let producer = operations.producers[input]
                if producer >= first, visited.insert(producer).inserted { open.append(producer) }
            }
        }
        return false
    }

    private func isElementwise(_ index: Int) -> Bool {
        let operation = operations.operations[index]
        return operation.outputs.count == 1 && roots[index] == nil && !operation.inputs.isEmpty
            && (Self.activations.contains(operation.name) || Self.arithmetic.contains(operation.name)
                || Self.others.contains(operation.name))
    }

    /// Joins an operation with the groups of its operands that nothing else reads before it.
    mutating func visit(_ index: Int) {
        guard isElementwise(index) else { return }
        var joined = [index]
        for input in operations.operations[index].inputs {
            let producer = operations.producers[input]
            guard producer >= 0, let group = groups[producer], let parts = members[group],
                !isRead(parts, before: index)
            else { continue }
            joined = parts + joined
            members[group] = nil
        }
        members[index] = joined
        for part in joined { groups[part] = index }
    }

    private func isRead(_ parts: [Int], before index: Int) -> Bool {
        parts.contains { part in
            operations.operations[part].outputs.contains { output in
                readers[output].contains { $0 < index && groups[$0] != groups[part] }
            }
        }
    }

    /// Makes one operation of each group, where its last part stands.
    func merge(_ operations: inout OperationGraph) {
        for (last, parts) in members.sorted(by: { $0.key < $1.key }) {
            let ordered = parts.sorted()
            let first = operations.operations[ordered[0]]
            let written = Set(ordered.flatMap { operations.operations[$0].outputs })
            let inside = Set(ordered)
            var merged = operations.operations[last]
            merged.name = first.name.lowercased()
            merged.fusedOperators = ordered.dropFirst().map { operations.operations[$0].name.lowercased() }
            merged.anchor = first.anchor
            merged.inputs = []
            for input in ordered.flatMap({ operations.operations[$0].inputs })
            where !written.contains(input) && !merged.inputs.contains(input) { merged.inputs.append(input) }
            merged.outputs += ordered.dropLast().flatMap { operations.operations[$0].outputs }.filter { output in
                operations.isOutput[output] || readers[output].contains { !inside.contains($0) }
            }
            for part in ordered.dropFirst() {
                let cost = operations.cost(of: part)
                merged.addedMultiplyAccumulates.formClampedSum(cost.multiplyAccumulates)
                merged.addedParameters.formClampedSum(cost.parameters)
            }
            operations.operations[last] = merged
            for part in ordered where part != last { operations.fold(part, into: last) }
        }
        operations.markStale()
        operations.connect()
    }
}
