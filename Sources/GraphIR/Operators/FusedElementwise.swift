/// Functions of ONNX Runtime whose output has the type of the data: activations, biases added in front of them,
/// normalisations, positions turned into rotations, mixtures of experts.
///
/// Inputs: the data; a bias, scale, gate, mask or caches. Output: as the data; `BiasSplitGelu` halves the last axis, and
/// where a second output is asked for, it is as the data too.
///
/// ONNX Runtime, version 1: https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md.
public struct FusedElementwise: Operator {
    public static let names = [
        "BiasAdd", "BiasDropout", "BiasGelu", "BiasSoftmax", "BiasSplitGelu", "BranchwiseRMSNorm", "ComplexMul",
        "ComplexMulConj", "FastGelu", "GatedAdd", "GatedRMSNorm", "Gelu", "GemmaRotaryEmbedding", "GroupNorm",
        "Inverse",
        "LinearAttentionGate", "LongformerAttention", "MRotaryEmbedding", "MoE", "NGramRepeatBlock",
        "QLinearLeakyRelu", "QLinearSigmoid", "QLinearSoftmax", "QMoE", "QOrderedGelu", "QOrderedLayerNormalization",
        "QOrderedLongformerAttention", "QuickGelu", "RotaryEmbedding", "ScaledSiLU", "Trilu",
    ].map { "com.microsoft." + $0 }

    public let name: String
    /// The factor within `QuickGelu` and `ScaledSiLU`, the slope of `QLinearLeakyRelu`.
    public let alpha: Double?

    public init(_ description: OperatorDescription) throws(OperatorError) {
        name = description.name
        alpha = try description.real("alpha")
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        var type = try inputs.require(0, "data").type
        switch name {
        case "BiasSplitGelu":
            if var shape = type.shape, let last = shape.popLast() { type.shape = shape + [last / 2] }
            return [type]
        case "GemmaRotaryEmbedding":
            return [try inputs.require(1, "queries").type, try inputs.require(3, "keys").type]
        default: return [type, type]
        }
    }

    public func cost(inputs: Operands, outputs: [TensorType]) -> Cost? {
        switch name {
        case "LongformerAttention", "MoE", "QMoE", "QOrderedLongformerAttention": nil
        default: inputs.parameterCount(1..<max(1, inputs.count)).map { Cost(parameters: $0) }
        }
    }
}
