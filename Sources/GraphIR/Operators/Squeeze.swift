/// Axes of extent 1 left out.
///
/// Inputs: the data, and since opset 13 the optional axes. Output: the data without those axes, or without any of extent
/// 1 where no axes are given.
///
/// ONNX `Squeeze`, opsets 1, 11 (negative axes), 13 (axes became an input), 21, 23, 24 and 25:
/// https://onnx.ai/onnx/operators/onnx__Squeeze.html.
public struct Squeeze: Operator {
    public static let names = ["Squeeze"]

    private let axes: IntegerArgument

    public init(_ description: OperatorDescription) throws(OperatorError) {
        axes = try IntegerArgument("axes", input: 1, since: 13, description)
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let type = try inputs.require(0, "data").type
        guard let shape = type.shape else { return [type] }
        guard axes.isPresent(in: inputs) else {
            return [TensorType(type.element, shape.contains { $0.value == nil } ? nil : shape.filter { $0 != 1 })]
        }
        guard let given = axes.values(in: inputs) else { return [TensorType(type.element, nil)] }
        guard let removed = try given.fixedValues?.axes(ofRank: shape.count, axes.part) else {
            return [TensorType(type.element, TensorShape(unknownOfRank: shape.count - given.count))]
        }
        for axis in removed where shape[axis].contradicts(1) {
            throw OperatorError(.input(0), "expected 1 along axis \(axis), found \(shape[axis])")
        }
        return [
            TensorType(
                type.element, TensorShape(shape.indices.filter { !removed.contains($0) }.map { shape[$0] }))
        ]
    }

    public func outputElements(for inputs: Operands, outputs: [TensorType]) -> [Elements?] {
        [inputs[0]?.elements]
    }
}
