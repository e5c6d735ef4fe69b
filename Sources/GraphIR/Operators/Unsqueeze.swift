/// Axes of extent 1 put in.
///
/// Inputs: the data, and since opset 13 the axes, which are the output's. Output: the data with those axes.
///
/// ONNX `Unsqueeze`, opsets 1, 11 (negative axes), 13 (axes became an input), 21, 23, 24 and 25:
/// https://onnx.ai/onnx/operators/onnx__Unsqueeze.html.
public struct Unsqueeze: Operator {
    public static let names = ["Unsqueeze"]

    private let axes: IntegerArgument

    public init(_ description: OperatorDescription) throws(OperatorError) {
        axes = try IntegerArgument("axes", input: 1, since: 13, description)
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let type = try inputs.require(0, "data").type
        guard axes.isPresent(in: inputs) else { throw OperatorError(axes.part, "expected axes, found none") }
        guard let shape = type.shape, let given = axes.values(in: inputs) else {
            return [TensorType(type.element, nil)]
        }
        let rank = shape.count + given.count
        if given.count == 1, let axis = try given[0].value?.axis(ofRank: rank, axes.part) {
            var wider = shape
            wider.insert(1, at: axis)
            return [TensorType(type.element, wider)]
        }
        guard let added = try given.fixedValues?.axes(ofRank: rank, axes.part) else {
            return [TensorType(type.element, TensorShape(unknownOfRank: rank))]
        }
        var rest = shape.makeIterator()
        return [TensorType(type.element, TensorShape((0..<rank).map { added.contains($0) ? 1 : rest.next() ?? 1 }))]
    }

    public func outputElements(for inputs: Operands, outputs: [TensorType]) -> [Elements?] {
        [inputs[0]?.elements]
    }
}
