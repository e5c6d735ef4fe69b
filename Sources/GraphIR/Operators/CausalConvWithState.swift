/// A depthwise convolution along a sequence, that carries what it needs of the past from run to run.
///
/// Inputs: X (N, C, length), weights (C, 1, k), and optionally a bias (C) and the past state (N, C, k − 1). Outputs: as
/// X, and the next state.
///
/// ONNX `CausalConvWithState`, opset 27: https://onnx.ai/onnx/operators/onnx__CausalConvWithState.html.
public struct CausalConvWithState: Operator {
    public static let names = ["CausalConvWithState"]

    public init(_ description: OperatorDescription) throws(OperatorError) {}

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let type = try inputs.require(0, "data").type
        let weights = try inputs.require(1, "weights").type
        try type.shape?.requireRank(3, 0)
        try weights.shape?.requireRank(3, 1)
        let length = weights.shape.map { $0[2] - 1 } ?? .unknown
        let state: TensorShape = [type.shape?[0] ?? .unknown, type.shape?[1] ?? .unknown, length]
        return [type, TensorType(type.element, state)]
    }

    public func cost(inputs: Operands, outputs: [TensorType]) -> Cost? {
        guard let kernel = inputs.shape(1)?.last?.value, let parameters = inputs.parameterCount(1...2),
            let macs = outputs.first?.elementCount?.product(with: kernel)
        else { return nil }
        return Cost(multiplyAccumulates: macs, parameters: parameters)
    }
}
