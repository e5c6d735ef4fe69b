/// Embeddings of words, positions and segments, summed and normalised.
///
/// Inputs: word ids (batch, sequence), optional segment ids, the tables, a scale and a shift, an optional mask. Outputs:
/// (batch, sequence, width), the sequences' lengths (batch), and the sum before the normalisation.
///
/// ONNX Runtime `EmbedLayerNormalization` and `QEmbedLayerNormalization`, version 1:
/// https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md.
public struct EmbedLayerNormalization: Operator {
    public static let names = ["EmbedLayerNormalization", "QEmbedLayerNormalization"].map { "com.microsoft." + $0 }

    private let isQuantized: Bool

    public init(_ description: OperatorDescription) throws(OperatorError) {
        isQuantized = description.name == "QEmbedLayerNormalization"
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let ids = try inputs.require(0, "word ids").type.shape
        let table = try inputs.require(2, "a table of words").type
        try ids?.requireRank(2, 0)
        try table.shape?.requireRank(2, 2)
        let element = isQuantized ? .float32 : table.element
        let output = TensorType(element, [ids?[0] ?? .unknown, ids?[1] ?? .unknown, table.shape?[1] ?? .unknown])
        return [output, TensorType(.int32, [ids?[0] ?? .unknown]), output]
    }

    public func cost(inputs: Operands, outputs: [TensorType]) -> Cost? {
        inputs.parameterCount(2...6).map { Cost(parameters: $0) }
    }
}
