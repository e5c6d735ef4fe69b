/// The determinant of each matrix.
///
/// Input: (…, M, M). Output: the axes in front.
///
/// ONNX `Det`, opsets 11 and 22: https://onnx.ai/onnx/operators/onnx__Det.html.
public struct Det: Operator {
    public static let names = ["Det"]

    public init(_ description: OperatorDescription) throws(OperatorError) {}

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let type = try inputs.require(0, "matrices").type
        guard let shape = type.shape else { return [type] }
        try shape.requireRank(atLeast: 2, 0)
        return [TensorType(type.element, TensorShape(shape.dropLast(2)))]
    }
}
