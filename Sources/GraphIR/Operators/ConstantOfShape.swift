/// A tensor of one value throughout.
///
/// Input: the shape. Output: the element type and value of the attribute, a 32-bit 0.0 where it is left out.
///
/// ONNX `ConstantOfShape`, opsets 9, 20, 21, 23, 24 and 25, one meaning throughout:
/// https://onnx.ai/onnx/operators/onnx__ConstantOfShape.html.
public struct ConstantOfShape: Operator {
    public static let names = ["ConstantOfShape"]

    private let value: Operand

    public init(_ description: OperatorDescription) throws(OperatorError) {
        switch description.value("value") {
        case nil: value = Operand(TensorType(.float32, [1]), elements: .reals([0]))
        case .tensor(let tensor): value = tensor
        case let other?: throw OperatorError(.attribute("value"), "expected a tensor, found \(other.kind)")
        }
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let shape = try inputs.require(0, "a shape").integerList
        if let negative = shape?.first(where: { $0.isLess(than: 0) == true }) {
            throw OperatorError(.input(0), "expected extents of 0 or more, found \(negative)")
        }
        return [TensorType(value.type.element, shape.map(TensorShape.init))]
    }

    public func outputElements(for inputs: Operands, outputs: [TensorType]) -> [Elements?] {
        guard let count = outputs.first?.elementCount, count <= Elements.limit, let elements = value.elements,
            elements.count == 1
        else { return [] }
        return [elements.repeating(count)]
    }
}
