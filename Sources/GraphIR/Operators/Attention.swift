/// Scaled products of queries and keys, turned into weights of a sum of values.
///
/// Inputs: Q, K and V as (batch, heads, sequence, width) or (batch, sequence, heads·width), and optionally a mask and the
/// past keys and values, which come first. Outputs: Y as Q but of V's width, and optionally all keys, all values and the
/// scores (batch, heads, sequence, all keys).
///
/// ONNX `Attention`, opsets 23 and 24 (`nonpad_kv_seqlen`): https://onnx.ai/onnx/operators/onnx__Attention.html.
public struct Attention: Operator {
    public static let names = ["Attention"]

    /// The heads of Q, and of K and V, where the inputs are of rank 3.
    public let queryHeadCount: Int?
    public let keyHeadCount: Int?

    public init(_ description: OperatorDescription) throws(OperatorError) {
        queryHeadCount = try description.integer("q_num_heads")
        keyHeadCount = try description.integer("kv_num_heads")
        try queryHeadCount.map { [$0] }?.requirePositive("q_num_heads")
        try keyHeadCount.map { [$0] }?.requirePositive("kv_num_heads")
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let type = try inputs.require(0, "queries").type
        let values = try inputs.require(2, "values").type.element
        _ = try inputs.require(1, "keys")
        guard let query = try heads(0, queryHeadCount, "q_num_heads", inputs),
            let key = try heads(1, keyHeadCount, "kv_num_heads", inputs),
            let value = try heads(2, keyHeadCount, "kv_num_heads", inputs)
        else {
            return [type, type, TensorType(values, nil), type].map { TensorType($0.element, nil) }
        }
        let past = inputs[4] == nil ? 0 : inputs.shape(4)?.dropFirst(2).first ?? .unknown
        let total = past + key[2]
        let isPacked = inputs.shape(0)?.count == 3
        let output: TensorShape =
            isPacked ? [query[0], query[2], query[1] * value[3]] : [query[0], query[1], query[2], value[3]]
        return [
            TensorType(type.element, output),
            TensorType(type.element, [key[0], key[1], total, key[3]]),
            TensorType(values, [value[0], value[1], total, value[3]]),
            TensorType(type.element, [query[0], query[1], query[2], total]),
        ]
    }

    /// An input's shape as (batch, heads, sequence, width); nil where its rank is not known.
    private func heads(
        _ index: Int, _ count: Int?, _ attribute: String, _ inputs: Operands
    ) throws(OperatorError) -> TensorShape? {
        guard let shape = inputs.shape(index), shape.count != 4 else { return inputs.shape(index) }
        try shape.requireRank(3, index)
        guard let count else { throw OperatorError(.attribute(attribute), "expected an integer, found none") }
        if let width = shape[2].value, !width.isMultiple(of: count) {
            throw OperatorError(.input(index), "expected a multiple of \(count) along axis 2, found \(width)")
        }
        return [shape[0], .fixed(count), shape[1], shape[2] / .fixed(count)]
    }

    public func cost(inputs: Operands, outputs: [TensorType]) -> Cost? {
        guard outputs.count == 4, let output = outputs[0].elementCount, let scores = outputs[3].elementCount,
            let total = outputs[3].shape?[3].value, let width = outputs[1].shape?[3].value,
            let macs = scores.product(with: width)?.sum(with: output.product(with: total))
        else { return nil }
        return Cost(multiplyAccumulates: macs)
    }
}
