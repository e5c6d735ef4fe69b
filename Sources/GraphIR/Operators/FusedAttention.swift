/// Attention as ONNX Runtime fuses it, with or without the products that make queries, keys and values.
///
/// Inputs of `Attention`, `DecoderMaskedSelfAttention`, `PackedAttention` and `QAttention`: the data (batch, sequence,
/// width), or without padding (tokens, width), and the weights of all three products side by side. Inputs of the others:
/// queries, and keys and values where they are not packed with the queries; then masks and the past. Outputs: (batch,
/// sequence, heads · width), the keys and values to keep, and the scores.
///
/// ONNX Runtime, version 1: https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md.
public struct FusedAttention: Operator {
    public static let names = [
        "Attention", "DecoderMaskedMultiHeadAttention", "DecoderMaskedSelfAttention", "GroupQueryAttention",
        "MultiHeadAttention", "PackedAttention", "PackedMultiHeadAttention", "PagedAttention", "QAttention",
        "SparseAttention",
    ].map { "com.microsoft." + $0 }

    public let name: String
    public let headCount: Int
    /// The heads of the keys and values, where they are fewer.
    public let keyHeadCount: Int
    private let projectedWidths: [Int]?

    public init(_ description: OperatorDescription) throws(OperatorError) {
        name = description.name
        headCount = try description.requiredInteger("num_heads")
        keyHeadCount = try description.integer("kv_num_heads") ?? headCount
        try [headCount].requirePositive("num_heads")
        try [keyHeadCount].requirePositive("kv_num_heads")
        projectedWidths = try description.integers("qkv_hidden_sizes")
        try projectedWidths?.requirePositive("qkv_hidden_sizes", count: 3)
    }

    /// What is known of the tensors between: all widths are those of all heads together.
    private struct Extents {
        var batch: TensorShape
        var sequence: Dimension
        var total: Dimension
        var queryWidth: Dimension
        var valueWidth: Dimension
        /// The widths of one head's keys and values.
        var keyHeadWidth: Dimension
        var valueHeadWidth: Dimension
        /// Products that make queries, keys and values; 0 where they come made.
        var projections: Dimension = 0
    }

    private var projects: Bool {
        switch name {
        case "Attention", "DecoderMaskedSelfAttention", "PackedAttention", "QAttention": true
        default: false
        }
    }

    private var pastInput: Int {
        switch name {
        case "QAttention": 8
        case "Attention", "DecoderMaskedSelfAttention": 4
        case "DecoderMaskedMultiHeadAttention": 5
        case "MultiHeadAttention": 6
        case "GroupQueryAttention", "SparseAttention": 3
        default: .max
        }
    }

    private func extents(_ inputs: Operands) throws(OperatorError) -> Extents? {
        guard let data = try inputs.require(0, "data").type.shape else { return nil }
        try data.requireRank(atLeast: 2, 0)
        let batch: TensorShape = data.count == 2 ? [] : [data[0]]
        let sequence = data.count == 2 ? data[0] : data[1]
        var extents = projects ? try projected(data, inputs) : joined(data, inputs)
        extents.batch = batch
        extents.sequence = sequence
        let past = inputs[pastInput].map { $0.type.shape.map { $0.dropLast().last ?? .unknown } ?? .unknown } ?? 0
        extents.total = past + extents.total
        return extents
    }

    private func projected(_ data: TensorShape, _ inputs: Operands) throws(OperatorError) -> Extents {
        let all = try inputs.require(1, "weights").type.shape?.last ?? .unknown
        let third = all / 3
        let value = projectedWidths.map { .fixed($0[2]) } ?? third
        let query = projectedWidths.map { .fixed($0[0]) } ?? third
        let heads = Dimension.fixed(headCount)
        return Extents(
            batch: [], sequence: 0, total: data.count == 2 ? data[0] : data[1], queryWidth: query, valueWidth: value,
            keyHeadWidth: query / heads, valueHeadWidth: value / heads, projections: data.product * all)
    }

    private func joined(_ data: TensorShape, _ inputs: Operands) -> Extents {
        let heads = Dimension.fixed(headCount)
        let sequence = data.count == 2 ? data[0] : data[1]
        let width: Dimension
        if data.count == 5 {
            width = data[2] * data[4]
        } else if inputs[1] == nil {
            width = data[data.count - 1] * heads / .fixed(headCount + 2 * keyHeadCount)
        } else {
            width = data[data.count - 1]
        }
        let head = width / heads
        let keys = inputs.shape(1)
        // Keys are (batch, sequence, width), (batch, heads, sequence, width) or packed with the values as 5 axes.
        let total = keys.map { $0.count == 4 ? $0[2] : $0.count == 2 ? $0[0] : $0.count > 1 ? $0[1] : .unknown }
        var valueHead = head
        if let values = inputs.shape(2) {
            valueHead = values.count == 4 ? values[3] : (values.last ?? .unknown) / .fixed(keyHeadCount)
        }
        return Extents(
            batch: [], sequence: 0, total: total ?? sequence, queryWidth: width, valueWidth: valueHead * heads,
            keyHeadWidth: head, valueHeadWidth: valueHead)
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let element = try inputs.require(0, "data").type.element
        let result = name == "QAttention" ? inputs[3]?.type.element ?? .float32 : element
        guard let extents = try extents(inputs) else {
            return Array(repeating: TensorType(result, nil), count: 4)
        }
        let output = TensorType(result, extents.batch + [extents.sequence, extents.valueWidth])
        let batch = extents.batch.first ?? 1
        let heads = Dimension.fixed(keyHeadCount)
        // A past that shares its buffer with the present keeps its length.
        let kept = projects ? inputs.shape(pastInput).map { _ in Dimension.unknown } ?? extents.total : extents.total
        guard !projects else {
            return [output, TensorType(result, [2, batch, heads, kept, extents.keyHeadWidth])]
        }
        return [
            output, TensorType(result, [batch, heads, kept, extents.keyHeadWidth]),
            TensorType(result, [batch, heads, kept, extents.valueHeadWidth]),
            TensorType(result, [batch, .fixed(headCount), extents.sequence, extents.total]),
        ]
    }

    /// The projections, the queries' products with all keys, and the weights' with all values.
    public func cost(inputs: Operands, outputs: [TensorType]) -> Cost? {
        guard name != "PagedAttention", name != "SparseAttention", let extents = try? extents(inputs) else {
            return nil
        }
        let rows = extents.batch.product * extents.sequence
        let macs = extents.projections + rows * extents.total * (extents.queryWidth + extents.valueWidth)
        guard let macs = macs.value, let parameters = inputs.parameterCount(projects ? [1, 2] : [3]) else { return nil }
        return Cost(multiplyAccumulates: macs, parameters: projects ? parameters : 0)
    }
}
