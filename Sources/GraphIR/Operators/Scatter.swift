/// A copy of the data with some elements replaced, or combined with updates.
///
/// Inputs: the data, indices and updates. Output: as the data. `ScatterND` picks slices by tuples of indices, the others
/// elements along an axis.
///
/// ONNX `Scatter`, opsets 9 and 11 (an old name of `ScatterElements`); `ScatterElements` and `ScatterND`, 11, 13, 16
/// (`reduction`) and 18: https://onnx.ai/onnx/operators/onnx__ScatterND.html.
public struct Scatter: Operator {
    public static let names = ["Scatter", "ScatterElements", "ScatterND"]

    public let name: String
    public let axis: Int
    /// How an update meets the element that it falls on: `none` replaces it.
    public let reduction: String

    public init(_ description: OperatorDescription) throws(OperatorError) {
        name = description.name
        axis = try description.integer("axis") ?? 0
        reduction = try description.string("reduction") ?? "none"
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let type = try inputs.require(0, "data").type
        let indices = try inputs.require(1, "indices").type
        if let shape = type.shape, name != "ScatterND" {
            _ = try axis.axis(ofRank: shape.count, .attribute("axis"))
            try indices.shape?.requireRank(shape.count, 1)
        }
        return [type]
    }

    public func outputElements(for inputs: Operands, outputs: [TensorType]) -> [Elements?] {
        guard name == "ScatterND", reduction == "none", let (shape, elements) = inputs[0]?.followed,
            let (tuples, indices) = inputs.followedIntegers(1), let length = tuples.last,
            let (_, updates) = inputs[2]?.openlyFollowed,
            let positions = shape.positions(ofTuples: indices, length: length), positions.count == updates.count
        else { return [] }
        return [elements.replacing(positions, with: updates)]
    }
}
