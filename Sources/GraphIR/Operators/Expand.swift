/// A tensor repeated along axes of extent 1.
///
/// Inputs: the data, and a shape. Output: the shape that both broadcast to.
///
/// ONNX `Expand`, opsets 8 and 13, one meaning throughout: https://onnx.ai/onnx/operators/onnx__Expand.html.
public struct Expand: Operator {
    public static let names = ["Expand"]

    public init(_ description: OperatorDescription) throws(OperatorError) {}

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let type = try inputs.require(0, "data").type
        let target = try inputs.require(1, "a shape").integerList
        if let negative = target?.first(where: { $0.isLess(than: 0) == true }) {
            throw OperatorError(.input(1), "expected extents of 0 or more, found \(negative)")
        }
        guard let shape = type.shape, let target else { return [TensorType(type.element, nil)] }
        return [TensorType(type.element, try .broadcast([shape, TensorShape(target)]))]
    }

    public func outputElements(for inputs: Operands, outputs: [TensorType]) -> [Elements?] {
        guard let data = inputs[0], data.elements != nil, let target = outputs.first?.shape else { return [] }
        return [data.elements(broadcastTo: target)]
    }
}
