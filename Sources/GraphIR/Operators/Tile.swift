/// A tensor repeated along its axes.
///
/// Inputs: the data, and how often, per axis; in opset 1 how often and along which axis, both scalars. Output: each
/// extent times its repeats.
///
/// ONNX `Tile`, opsets 1, 6 and 13: https://onnx.ai/onnx/operators/onnx__Tile.html.
public struct Tile: Operator {
    public static let names = ["Tile"]

    private let takesOneAxis: Bool

    public init(_ description: OperatorDescription) throws(OperatorError) {
        takesOneAxis = description.opset < 6
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let type = try inputs.require(0, "data").type
        let repeats = try inputs.require(1, "repeats").integerList
        guard let shape = type.shape else { return [type] }
        guard !takesOneAxis, let repeats else {
            return [TensorType(type.element, TensorShape(unknownOfRank: shape.count))]
        }
        guard repeats.count == shape.count else {
            throw OperatorError(.input(1), "expected \(shape.count) integers, found \(repeats.count)")
        }
        if let negative = repeats.first(where: { $0.isLess(than: 0) == true }) {
            throw OperatorError(.input(1), "expected repeats of 0 or more, found \(negative)")
        }
        return [TensorType(type.element, TensorShape(zip(shape, repeats).map(*)))]
    }

    public func outputElements(for inputs: Operands, outputs: [TensorType]) -> [Elements?] {
        guard let (shape, elements) = inputs[0]?.followed, let repeats = inputs.integers(1),
            repeats.count == shape.count, outputs.first?.isStatic == true
        else { return [] }
        // Each axis as two: the repeats, which stand still in the data, and the axis itself.
        var view = StridedView(shape)
        view.extents = zip(repeats, shape).flatMap { [$0, $1] }
        view.strides = view.strides.flatMap { [0, $0] }
        return [view.positions.map(elements.picking)]
    }
}
