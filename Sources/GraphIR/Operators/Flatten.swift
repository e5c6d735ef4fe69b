/// The axes before one, and those from it on, each joined to a single axis.
///
/// Input: the data. Output: a matrix.
///
/// ONNX `Flatten`, opsets 1, 9, 11 (negative axes), 13, 21, 23, 24 and 25:
/// https://onnx.ai/onnx/operators/onnx__Flatten.html.
public struct Flatten: Operator {
    public static let names = ["Flatten"]

    /// The first axis of the second group.
    public let axis: Int

    public init(_ description: OperatorDescription) throws(OperatorError) {
        axis = try description.integer("axis") ?? 1
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let type = try inputs.require(0, "data").type
        guard let shape = type.shape else { return [TensorType(type.element, TensorShape(unknownOfRank: 2))] }
        let rank = shape.count
        guard (-rank...rank).contains(axis) else {
            throw OperatorError(.attribute("axis"), "expected an axis from \(-rank) to \(rank), found \(axis)")
        }
        let first = axis < 0 ? axis + rank : axis
        return [TensorType(type.element, [shape[..<first].product, shape[first...].product])]
    }

    public func outputElements(for inputs: Operands, outputs: [TensorType]) -> [Elements?] {
        [inputs[0]?.elements]
    }
}
