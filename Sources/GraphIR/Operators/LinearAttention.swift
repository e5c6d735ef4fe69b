/// Attention whose memory of the past is one matrix per head.
///
/// Inputs: queries, keys and values as (batch, sequence, heads·width), and optionally the past state (batch, heads, key
/// width, value width), a decay and an update rate. Outputs: (batch, sequence, heads·value width), and the next state.
///
/// ONNX `LinearAttention`, opset 27: https://onnx.ai/onnx/operators/onnx__LinearAttention.html.
public struct LinearAttention: Operator {
    public static let names = ["LinearAttention"]

    /// The heads of the queries, and those of the keys and values.
    public let queryHeadCount: Int
    public let keyHeadCount: Int

    public init(_ description: OperatorDescription) throws(OperatorError) {
        queryHeadCount = try description.requiredInteger("q_num_heads")
        keyHeadCount = try description.requiredInteger("kv_num_heads")
        try [queryHeadCount].requirePositive("q_num_heads")
        try [keyHeadCount].requirePositive("kv_num_heads")
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let type = try inputs.require(0, "queries").type
        for index in 0..<3 { try inputs.require(index, "queries, keys and values").type.shape?.requireRank(3, index) }
        let heads = Dimension.fixed(keyHeadCount)
        let batch = type.shape?[0] ?? .unknown
        let keyWidth = (inputs.shape(1)?[2] ?? .unknown) / heads
        let valueWidth = (inputs.shape(2)?[2] ?? .unknown) / heads
        let output: TensorShape = [batch, type.shape?[1] ?? .unknown, valueWidth * .fixed(queryHeadCount)]
        return [
            TensorType(type.element, output),
            TensorType(inputs[3]?.type.element ?? type.element, [batch, heads, keyWidth, valueWidth]),
        ]
    }

    /// Each step adds the outer product of a key and a value per head, and multiplies the state by a query per head.
    public func cost(inputs: Operands, outputs: [TensorType]) -> Cost? {
        guard outputs.count == 2, let state = outputs[1].shape?.dropFirst(2).product.value,
            let steps = outputs[0].shape?.prefix(2).product.value,
            let macs = steps.product(with: state)?.product(with: queryHeadCount + keyHeadCount)
        else { return nil }
        return Cost(multiplyAccumulates: macs)
    }
}
