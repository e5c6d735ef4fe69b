/// The mean, the greatest or the norm over all spatial axes.
///
/// Input: X (N, C, D₁…Dₙ). Output: (N, C, 1…1).
///
/// ONNX `GlobalAveragePool` and `GlobalMaxPool`, opsets 1 and 22; `GlobalLpPool`, 1, 2 and 22:
/// https://onnx.ai/onnx/operators/onnx__GlobalAveragePool.html.
public struct GlobalPool: Operator {
    public static let names = ["GlobalAveragePool", "GlobalLpPool", "GlobalMaxPool"]

    public let name: String

    public init(_ description: OperatorDescription) throws(OperatorError) {
        name = description.name
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let type = try inputs.require(0, "data").type
        guard let shape = type.shape else { return [type] }
        try shape.requireRank(atLeast: 2, 0)
        return [TensorType(type.element, TensorShape(shape[..<2]) + repeatElement(1, count: shape.count - 2))]
    }
}
