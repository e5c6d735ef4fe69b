/// The normalisations whose only output has the type of the data.
///
/// Inputs: X (N, C, …); for `GroupNormalization` and `InstanceNormalization` a scale and a bias, for `RMSNormalization`
/// a scale. Output: as X.
///
/// ONNX `GroupNormalization`, opsets 18 (a scale per group) and 21 (per channel); `InstanceNormalization`, 1, 6 and 22;
/// `LRN`, 1 and 13; `LpNormalization`, 1 and 22; `MeanVarianceNormalization`, 9 and 13; `RMSNormalization`, 23:
/// https://onnx.ai/onnx/operators/onnx__InstanceNormalization.html.
public struct Normalization: Operator {
    public static let names = [
        "GroupNormalization", "InstanceNormalization", "LRN", "LpNormalization", "MeanVarianceNormalization",
        "RMSNormalization",
    ]

    public let name: String
    /// The groups of `GroupNormalization`, the channels that `LRN` spans.
    public let groups: Int?

    public init(_ description: OperatorDescription) throws(OperatorError) {
        name = description.name
        groups = try description.integer(name == "LRN" ? "size" : "num_groups")
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        [try inputs.require(0, "data").type]
    }

    public func cost(inputs: Operands, outputs: [TensorType]) -> Cost? {
        inputs.parameterCount(1...2).map { Cost(parameters: $0) }
    }
}
