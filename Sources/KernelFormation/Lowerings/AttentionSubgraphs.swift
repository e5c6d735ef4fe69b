import GraphIR

/// A product, arithmetic on it, a softmax, and a product with its result become one `attention`, with the exchanges of
/// heads and rows around them. Before that, a constant factor behind a product goes to its second operand.
///
/// openvino: src/common/snippets/src/pass/mha_tokenization.cpp;
/// src/common/transformations/src/transformations/common_optimizations/matmul_multiply_fusion.cpp.
struct AttentionSubgraphs: Lowering {
    static let name = "attention-subgraphs"

    private static let arithmetic: Set = ["Add", "Div", "Mul", "Relu", "Sub"]
    private static let exchange = [0, 2, 1, 3]

    func apply(to operations: inout OperationGraph) {
        for index in operations.operations.indices where operations.operations[index].isNamed("Mul") {
            moveFactor(index, &operations)
        }
        operations.markStale()
        operations.connect()
        let readers = TensorReaders(operations)
        for index in operations.operations.indices where operations.operations[index].isNamed("batched_matmul") {
            guard !operations.operations[index].isFolded, let parts = parts(from: index, readers, operations) else {
                continue
            }
            merge(parts, readers, &operations)
        }
        operations.connect()
    }

    /// Lets a constant factor of a product change places with it: the factor's stands first in order of execution.
    private func moveFactor(_ factor: Int, _ operations: inout OperationGraph) {
        guard operations.operations[factor].inputs.count == 1,
            let product = operations.onlyProducer(
                of: operations.operations[factor].inputs[0], named: "batched_matmul"),
            operations.operations[product].inputs.count == 2
        else { return }
        let operand = operations.operations[product].inputs[1]
        let scaled = operations.addTensor(like: operand)
        var moved = operations.operations[factor]
        var late = operations.operations[product]
        late.outputs = moved.outputs
        late.inputs[1] = scaled
        moved.inputs = [operand]
        moved.outputs = [scaled]
        operations.operations[product] = moved
        operations.operations[factor] = late
    }

    /// The operation that alone reads what another writes.
    private func next(
        _ index: Int, _ readers: TensorReaders, _ operations: OperationGraph
    ) -> Int? {
        guard operations.operations[index].outputs.count == 1 else { return nil }
        let output = operations.operations[index].outputs[0]
        guard operations.readerCounts[output] == 1, !operations.isOutput[output] else { return nil }
        return readers[output].first
    }

    /// From the first product to the second, in order of execution.
    private func parts(from first: Int, _ readers: TensorReaders, _ operations: OperationGraph) -> [Int]? {
        var parts = [first]
        var isNormalized = false
        while let last = parts.last, let next = next(last, readers, operations) {
            let operation = operations.operations[next]
            switch operation.name {
            case "Softmax" where !isNormalized: isNormalized = true
            case "batched_matmul" where isNormalized:
                return operation.inputs.first == operations.operations[last].outputs[0] ? parts + [next] : nil
            case let name where !isNormalized && Self.arithmetic.contains(name): break
            default: return nil
            }
            parts.append(next)
        }
        return nil
    }

    private func merge(_ parts: [Int], _ readers: TensorReaders, _ operations: inout OperationGraph) {
        let first = parts[0]
        var last = parts[parts.count - 1]
        var inner = parts
        absorb(0, of: first, [Self.exchange], into: &inner, &operations)
        absorb(1, of: first, [Self.exchange, [0, 2, 3, 1]], into: &inner, &operations)
        absorb(1, of: last, [Self.exchange], into: &inner, &operations)
        if let after = next(last, readers, operations), operations.operations[after].isNamed("Transpose"),
            operations.permutation(of: after) == Self.exchange
        {
            inner.append(after)
            last = after
        }
        let written = Set(inner.flatMap { operations.operations[$0].outputs })
        var inputs = IndexList()
        for part in inner {
            for input in operations.operations[part].inputs where !written.contains(input) && !inputs.contains(input) {
                inputs.append(input)
            }
        }
        operations.operations[last].addedMultiplyAccumulates = inner.reduce(0) {
            $0.clampedSum(operations.cost(of: $1).multiplyAccumulates)
        }
        operations.operations[last].name = "attention"
        operations.operations[last].inputs = inputs
        operations.operations[last].anchor = nil
        for part in inner where part != last { operations.fold(part, into: last) }
    }

    /// Takes in the transposition that alone writes an operand, where it exchanges the axes so.
    private func absorb(
        _ operand: Int, of product: Int, _ permutations: [[Int]], into inner: inout [Int],
        _ operations: inout OperationGraph
    ) {
        guard operand < operations.operations[product].inputs.count,
            let transpose = operations.onlyProducer(
                of: operations.operations[product].inputs[operand], named: "Transpose"),
            let permutation = operations.permutation(of: transpose), permutations.contains(permutation)
        else { return }
        inner.append(transpose)
    }
}
