/// Each channel shifted and scaled by means and variances that training found.
///
/// Inputs: X (N, C, …), scale, B, mean and variance (C). Outputs: as X; in training also the running mean and variance,
/// and before opset 14 the saved ones.
///
/// ONNX `BatchNormalization`, opsets 1, 6, 7, 9, 14 and 15; before opset 9 `spatial` 0 takes a mean per element:
/// https://onnx.ai/onnx/operators/onnx__BatchNormalization.html.
public struct BatchNormalization: Operator {
    public static let names = ["BatchNormalization"]

    public init(_ description: OperatorDescription) throws(OperatorError) {}

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let type = try inputs.require(0, "data").type
        let scale = try inputs.require(1, "a scale").type
        if let channels = type.shape?.dropFirst().first, let scale = scale.shape, scale.count == 1,
            channels.contradicts(scale[0])
        {
            throw OperatorError(.input(1), "expected \(channels) channels, found \(scale[0])")
        }
        return [type] + Array(repeating: inputs[3]?.type ?? scale, count: 4)
    }

    public func cost(inputs: Operands, outputs: [TensorType]) -> Cost? {
        inputs.parameterCount(1...2).map { Cost(parameters: $0) }
    }
}
