import GraphIR

/// A product of two scaled operands, a softmax, and a product with its result become `attention`.
///
/// torch.onnx writes torch.nn.functional.scaled_dot_product_attention so, with the root of the scale on both operands;
/// ncnn's tools/pnnx/src/pass_onnx reads it back, and writes the layer SDPA.
struct ScaledDotProduct: Lowering {
    static let name = "scaled-dot-product"

    func apply(to operations: inout OperationGraph) {
        for index in operations.operations.indices where operations.operations[index].isNamed("batched_matmul") {
            guard operations.operations[index].inputs.count == 2,
                let softmax = operations.onlyProducer(of: operations.operations[index].inputs[0], named: "Softmax"),
                let (scores, mask) = scores(before: softmax, operations),
                let first = operations.onlyProducer(of: scores, named: "batched_matmul"),
                operations.operations[first].inputs.count == 2,
                let query = scaled(operations.operations[first].inputs[0], operations),
                let key = scaled(operations.operations[first].inputs[1], operations)
            else { continue }
            operations.operations[index].addedMultiplyAccumulates.formClampedSum(
                operations.cost(of: first).multiplyAccumulates)
            operations.operations[index].name = "attention"
            operations.operations[index].inputs =
                [query.tensor, key.tensor, operations.operations[index].inputs[1]] + mask.inputs
            for part in [softmax, first] + mask.parts + query.parts + key.parts { operations.fold(part, into: index) }
        }
        operations.connect()
    }

    /// What the softmax takes, with a sum over a mask or without.
    private func scores(
        before softmax: Int, _ operations: OperationGraph
    ) -> (tensor: Int, mask: (inputs: [Int], parts: [Int]))? {
        guard let input = operations.operations[softmax].inputs.first else { return nil }
        guard let sum = operations.onlyProducer(of: input, named: "Add") else { return (input, ([], [])) }
        let inputs = operations.operations[sum].inputs
        guard let scores = inputs.first else { return nil }
        return (scores, (Array(inputs.dropFirst()), [sum]))
    }

    /// An operand without its factor and without the exchange of its last axes.
    private func scaled(_ operand: Int, _ operations: OperationGraph) -> (tensor: Int, parts: [Int])? {
        guard let factor = operations.onlyProducer(of: operand, named: "Mul"),
            operations.operations[factor].inputs.count == 1
        else { return nil }
        let input = operations.operations[factor].inputs[0]
        guard let transpose = operations.onlyProducer(of: input, named: "Transpose"),
            let permutation = operations.permutation(of: transpose), permutation.count > 1,
            permutation.suffix(2) == [permutation.count - 1, permutation.count - 2]
        else { return (input, [factor]) }
        return (operations.operations[transpose].inputs[0], [factor, transpose])
    }
}
