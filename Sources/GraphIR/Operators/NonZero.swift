/// The places of the elements that are not zero.
///
/// Input: X. Output: 64-bit integers (rank, count), a column per place, in row-major order.
///
/// ONNX `NonZero`, opsets 9 and 13, one meaning throughout: https://onnx.ai/onnx/operators/onnx__NonZero.html.
public struct NonZero: Operator {
    public static let names = ["NonZero"]

    public init(_ description: OperatorDescription) throws(OperatorError) {}

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let operand = try inputs.require(0, "data")
        let rank: Dimension = operand.type.shape.map { .fixed($0.count) } ?? .unknown
        return [TensorType(.int64, [rank, places(operand).map { .fixed($0.count) } ?? .unknown])]
    }

    public func outputElements(for inputs: Operands, outputs: [TensorType]) -> [Elements?] {
        guard let operand = inputs[0], let places = places(operand), let shape = operand.type.fixedShape else {
            return []
        }
        let strides = StridedView(shape).strides
        let coordinates = zip(strides, shape).flatMap { stride, extent in
            places.map { Dimension.fixed($0 / stride % extent) }
        }
        return [.integers(coordinates)]
    }

    /// The row-major positions of the elements that are not zero, where all elements are known.
    private func places(_ operand: Operand) -> [Int]? {
        guard let numbers = operand.followed?.elements.numbers else { return nil }
        return numbers.indices.filter { numbers[$0] != 0 }
    }
}
