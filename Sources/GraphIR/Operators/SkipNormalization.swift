/// A sum of two tensors, and of a bias, normalised.
///
/// Inputs: the data, the skip connection, a scale, and optionally a shift (not for the simplified form) and a bias.
/// Outputs: as the data; the mean and the inverse deviation with 1 along the last axis; the sum.
///
/// ONNX Runtime `SkipGroupNorm`, `SkipLayerNormalization` and `SkipSimplifiedLayerNormalization`, version 1:
/// https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md.
public struct SkipNormalization: Operator {
    public static let names = ["SkipGroupNorm", "SkipLayerNormalization", "SkipSimplifiedLayerNormalization"].map {
        "com.microsoft." + $0
    }

    public let name: String

    public init(_ description: OperatorDescription) throws(OperatorError) {
        name = description.name
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let type = try inputs.require(0, "data").type
        guard name != "SkipGroupNorm" else { return [type, type] }
        let statistics = TensorType(.float32, type.shape.map { $0.dropLast() + [1] })
        return [type, statistics, statistics, type]
    }

    public func cost(inputs: Operands, outputs: [TensorType]) -> Cost? {
        inputs.parameterCount(name == "SkipGroupNorm" ? [1, 2, 4] : [2, 3, 4]).map { Cost(parameters: $0) }
    }
}
