import GraphIR

/// Transpositions before a MatMul, and products with a number before or behind it, become part of it.
///
/// onnxruntime/core/optimizer: matmul_transpose_fusion.cc, matmul_scale_fusion.cc.
struct MatrixScale: Lowering {
    static let name = "matrix-scale"

    func apply(to operations: inout OperationGraph) {
        takeTransposes(&operations)
        var uses = operations.readerCounts
        for index in operations.operations.indices where operations.operations[index].isNamed("MatMul") {
            for place in operations.operations[index].inputs.indices { takeScale(place, index, &operations, &uses) }
        }
        operations.connect()
        for index in operations.operations.indices where isScale(operations, index) {
            guard let product = operations.onlyProducer(of: operations.operations[index].inputs[0], named: "MatMul")
            else {
                continue
            }
            operations.foldBack(index, into: product)
        }
        operations.connect()
        // Those that stood before a product with a number.
        takeTransposes(&operations)
    }

    private func takeTransposes(_ operations: inout OperationGraph) {
        var uses = operations.readerCounts
        for index in operations.operations.indices where operations.operations[index].isNamed("MatMul") {
            for place in operations.operations[index].inputs.indices { takeTranspose(place, index, &operations, &uses) }
        }
        operations.connect()
    }

    private func takeTranspose(
        _ place: Int, _ index: Int, _ operations: inout OperationGraph, _ uses: inout [Int]
    ) {
        let input = operations.operations[index].inputs[place]
        let before = operations.producers[input]
        guard before >= 0, operations.operations[before].isNamed("Transpose"), !operations.isOutput[input],
            let permutation = operations.permutation(of: before), isFusable(permutation)
        else { return }
        take(before, place, index, &operations, &uses)
    }

    /// Whether a permutation exchanges the last two axes, or moves the first one behind the others of the batch.
    private func isFusable(_ permutation: [Int]) -> Bool {
        let rank = permutation.count
        guard rank > 1 else { return false }
        let batch = Array(permutation.dropLast(2))
        if batch == Array(0..<(rank - 2)) { return permutation[rank - 2] == rank - 1 }
        guard rank > 2, batch == Array(1..<(rank - 1)) else { return false }
        return true
    }

    private func isScale(_ operations: OperationGraph, _ index: Int) -> Bool {
        switch operations.operations[index].name {
        case "Mul": break
        case "Div": guard operations.startsWithComputedOperand(index) else { return false }
        default: return false
        }
        guard operations.scalarOperand(of: index) != nil, let constant = operations.constantOperand(of: index),
            let rank = operations.type(of: operations.operations[index].inputs[0]).shape?.count
        else { return false }
        return rank > 0 && constant.type.shape?.count ?? 0 <= rank
    }

    private func takeScale(_ place: Int, _ index: Int, _ operations: inout OperationGraph, _ uses: inout [Int]) {
        let input = operations.operations[index].inputs[place]
        let before = operations.producers[input]
        guard before >= 0, !operations.operations[before].isFolded, isScale(operations, before) else { return }
        take(before, place, index, &operations, &uses)
    }

    /// Lets a product read what an operation before it reads; that goes where nothing else reads it.
    private func take(
        _ before: Int, _ place: Int, _ index: Int, _ operations: inout OperationGraph, _ uses: inout [Int]
    ) {
        let input = operations.operations[index].inputs[place]
        operations.operations[index].inputs[place] = operations.operations[before].inputs[0]
        uses[input] -= 1
        if uses[input] == 0, !operations.isOutput[input] {
            operations.fold(before, into: index)
        } else {
            uses[operations.operations[before].inputs[0]] += 1
            operations.markStale()
        }
    }
}
