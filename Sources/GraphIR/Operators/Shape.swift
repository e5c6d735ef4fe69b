/// A tensor's extents, as a tensor.
///
/// Input: the data. Output: 64-bit integers, one per axis from `start` to before `end`.
///
/// ONNX `Shape`, opsets 1, 13, 15 (`start`, `end`), 19, 21, 23, 24 and 25:
/// https://onnx.ai/onnx/operators/onnx__Shape.html.
public struct Shape: Operator {
    public static let names = ["Shape"]

    public let start: Int
    public let end: Int?

    public init(_ description: OperatorDescription) throws(OperatorError) {
        start = try description.integer("start") ?? 0
        end = try description.integer("end")
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        guard let shape = try inputs.require(0, "data").type.shape else { return [TensorType(.int64, [.unknown])] }
        return [TensorType(.int64, [.fixed(axes(ofRank: shape.count).count)])]
    }

    public func outputElements(for inputs: Operands, outputs: [TensorType]) -> [Elements?] {
        guard let shape = inputs.shape(0) else { return [] }
        return [.integers(Array(shape[axes(ofRank: shape.count)]))]
    }

    private func axes(ofRank rank: Int) -> Range<Int> {
        let first = place(start, rank)
        return first..<max(first, place(end ?? rank, rank))
    }

    private func place(_ place: Int, _ rank: Int) -> Int { min(max(place < 0 ? place + rank : place, 0), rank) }
}
