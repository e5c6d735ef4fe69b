/// A matrix with ones on a diagonal, of another's shape.
///
/// Input: a matrix. Output: its shape, of the type that `dtype` names, or its own.
///
/// ONNX `EyeLike`, opsets 9 and 22, one meaning throughout: https://onnx.ai/onnx/operators/onnx__EyeLike.html.
public struct EyeLike: Operator {
    public static let names = ["EyeLike"]

    private let element: ElementType?

    public init(_ description: OperatorDescription) throws(OperatorError) {
        element = try description.elementType("dtype")
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let type = try inputs.require(0, "a matrix").type
        try type.shape?.requireRank(2, 0)
        return [TensorType(element ?? type.element, type.shape)]
    }
}
