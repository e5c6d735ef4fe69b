/// A choice, element by element, between two tensors.
///
/// Inputs: a condition of Booleans, X where it is true, Y where it is false. Output: the shape that all three broadcast
/// to.
///
/// ONNX `Where`, opsets 9 and 16, one meaning throughout: https://onnx.ai/onnx/operators/onnx__Where.html.
public struct Where: Operator {
    public static let names = ["Where"]

    public init(_ description: OperatorDescription) throws(OperatorError) {}

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let condition = try inputs.require(0, "a condition").type
        let left = try inputs.require(1, "data").type
        let right = try inputs.require(2, "data").type
        let element = left.element == .unknown ? right.element : left.element
        guard let condition = condition.shape, let left = left.shape, let right = right.shape else {
            return [TensorType(element, nil)]
        }
        return [TensorType(element, try .broadcast([condition, left, right]))]
    }

    public func outputElements(for inputs: Operands, outputs: [TensorType]) -> [Elements?] {
        guard let shape = outputs.first?.shape,
            case .integers(let condition)? = inputs[0]?.elements(broadcastTo: shape),
            let left = inputs[1]?.elements(broadcastTo: shape), let right = inputs[2]?.elements(broadcastTo: shape)
        else { return [] }
        switch (left, right) {
        case (.integers(let left), .integers(let right)):
            let chosen = condition.indices.map { index in
                guard let isTrue = condition[index].value else {
                    return left[index] == right[index] ? left[index] : .unknown
                }
                return isTrue != 0 ? left[index] : right[index]
            }
            return [.integers(chosen)]
        case (.reals(let left), .reals(let right)):
            guard let condition = condition.fixedValues else { return [] }
            return [.reals(condition.indices.map { condition[$0] != 0 ? left[$0] : right[$0] })]
        default:
            return []
        }
    }
}
