import GraphIR

/// What exchanges the last two axes of a product's operand goes into the product.
///
/// openvino: src/common/transformations/src/transformations/smart_reshape/matmul_sr.cpp, TransposeMatMul; ncnn:
/// tools/pnnx/src/pass_ncnn/fuse_transpose_matmul.cpp.
struct ProductTransposes: Lowering {
    static let name = "product-transposes"

    func apply(to operations: inout OperationGraph) {
        for index in operations.operations.indices where operations.operations[index].isNamed("batched_matmul") {
            takeTransposes(of: index, &operations)
        }
        operations.connect()
    }

    private func takeTransposes(of product: Int, _ operations: inout OperationGraph) {
        for (place, input) in operations.operations[product].inputs.enumerated() {
            guard let transpose = operations.onlyProducer(of: input, named: "Transpose"),
                let permutation = operations.permutation(of: transpose), permutation.count > 1
            else { continue }
            let rank = permutation.count
            guard permutation == Array(0..<rank - 2) + [rank - 1, rank - 2] else { continue }
            operations.operations[product].inputs[place] = operations.operations[transpose].inputs[0]
            operations.fold(transpose, into: product)
        }
    }
}
