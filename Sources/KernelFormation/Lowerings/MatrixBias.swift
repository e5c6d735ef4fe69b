import GraphIR

/// MatMul by a matrix, and the sum with a vector behind it, become Gemm; where the first factor is no matrix, between two
/// reshapes.
///
/// onnxruntime/core/optimizer/matmul_add_fusion.cc. At level 1 the products of an attention as BERT's stay apart, for
/// the fusion of level 2 that would take them whole; `attention-matrix-bias` takes them afterwards.
struct MatrixBias: Lowering {
    static let name = "matrix-bias"

    func apply(to operations: inout OperationGraph) { apply(to: &operations, .besideAttention) }

    /// Which products it takes.
    enum Scope {
        case besideAttention, all
    }

    func apply(to operations: inout OperationGraph, _ scope: Scope) {
        let readers = TensorReaders(operations)
        var attention = AttentionPattern()
        var replacements: [Int: [Operation]] = [:]
        for index in operations.operations.indices where operations.operations[index].isNamed("Add") {
            guard let product = product(of: index, operations) else {
                operations.noteNearMiss(Self.name, at: index, behind: "MatMul")
                continue
            }
            let factor = operations.type(of: operations.operations[product].inputs[0])
            guard let rank = factor.shape?.count else { continue }
            if rank != 2, scope == .besideAttention, attention.holds(operations, readers, product: product, sum: index)
            {
                continue
            }
            fuse(product, index, &operations, &replacements)
        }
        operations.replace(replacements)
    }

    /// The product by a matrix to which a sum adds a vector as wide as the matrix, or a matrix where both factors are.
    private func product(of index: Int, _ operations: OperationGraph) -> Int? {
        for input in operations.operations[index].inputs {
            guard let product = operations.onlyProducer(of: input, named: "MatMul"),
                let factors = factorTypes(of: product, operations), let left = factors.left.shape,
                let right = factors.right.shape, right.count == 2,
                factors.left.element == .float32 || factors.left.element == .float16,
                let bias = biasShape(of: index, besides: input, operations),
                isBias(bias, left: left, right: right), left.count == 2 || factors.left.isStatic
            else { continue }
            return product
        }
        return nil
    }

    private func isBias(_ bias: TensorShape, left: TensorShape, right: TensorShape) -> Bool {
        if bias.count == 1 { return bias[0] == right[1] }
        guard left.count == 2, bias.count == 2 else { return false }
        return bias[1] == right[1] && (bias[0] == 1 || bias[0] == left[0]) || bias[1] == 1 && bias[0] == left[0]
    }

    private func biasShape(of index: Int, besides product: Int, _ operations: OperationGraph) -> TensorShape? {
        if operations.operations[index].inputs.count == 1 {
            return operations.constantOperand(of: index)?.type.shape
        }
        return operations.operations[index].inputs.first { $0 != product }.flatMap { operations.type(of: $0).shape }
    }

    /// The types of both factors, whichever of them is constant.
    private func factorTypes(
        of index: Int, _ operations: OperationGraph
    ) -> (left: TensorType, right: TensorType)? {
        let inputs = operations.operations[index].inputs
        if inputs.count == 2 { return (operations.type(of: inputs[0]), operations.type(of: inputs[1])) }
        guard operations.startsWithComputedOperand(index), let constant = operations.constantOperand(of: index) else {
            return nil
        }
        return (operations.type(of: inputs[0]), constant.type)
    }

    private func fuse(
        _ product: Int, _ sum: Int, _ operations: inout OperationGraph, _ replacements: inout [Int: [Operation]]
    ) {
        let inputs = operations.operations[product].inputs
        let between = operations.operations[product].outputs[0]
        let bias = operations.operations[sum].inputs.filter { $0 != between }
        let output = operations.operations[sum].outputs[0]
        var gemm = operations.operations[product]
        gemm.name = "Gemm"
        gemm.nodes += operations.operations[sum].nodes
        gemm.addedParameters += operations.constantOperand(of: sum)?.type.elementCount ?? 0
        gemm.inputs = inputs + bias
        gemm.outputs = [output]
        operations.fold(product, into: sum)
        let left = operations.type(of: inputs[0])
        let right = operations.type(of: output)
        guard let rows = left.fixedShape?.dropLast(), rows.count != 1, let inner = left.fixedShape?.last,
            let columns = right.fixedShape?.last
        else {
            replacements[sum] = [gemm]
            return
        }
        let count = Dimension.fixed(rows.reduce(1) { $0.clampedProduct($1) })
        let flat = operations.addTensor(like: between, type: TensorType(left.element, [count, .fixed(inner)]))
        let result = operations.addTensor(like: between, type: TensorType(left.element, [count, .fixed(columns)]))
        gemm.inputs[0] = flat
        gemm.outputs = [result]
        replacements[sum] = [
            Operation(added: "Reshape", inputs: [inputs[0]], outputs: [flat]),
            gemm,
            Operation(added: "Reshape", inputs: [result], outputs: [output]),
        ]
    }
}

/// A LayerNormalization whose value goes into three products and, past an attention, into a sum with the fourth.
private struct AttentionPattern {
    private var normalizations: Set<Int> = []
    private var sums: Set<Int> = []

    /// Whether a product and the sum behind it are of such an attention.
    mutating func holds(_ operations: OperationGraph, _ readers: TensorReaders, product: Int, sum: Int) -> Bool {
        let producer = operations.producers[operations.operations[product].inputs[0]]
        if normalizations.contains(producer) || sums.contains(sum) { return true }
        guard producer >= 0, operations.operations[producer].isNamed("LayerNormalization") else { return false }
        let value = operations.operations[producer].outputs[0]
        let names = readers[value].map { operations.operations[$0].name }
        guard names.count == 4, names.filter({ $0 == "MatMul" }).count == 3,
            let residual = readers[value].first(where: { operations.operations[$0].isNamed("Add") }),
            let other = operations.operations[residual].inputs.first(where: { $0 != value }),
            operations.producers[other] >= 0, operations.operations[operations.producers[other]].isNamed("Add")
        else { return false }
        normalizations.insert(producer)
        sums.insert(operations.producers[other])
        return true
    }
}
