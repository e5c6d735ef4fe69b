/// The axes in another order.
///
/// Input: the data. Output: the data's axis `perm[i]` as axis i; reversed where `perm` is left out.
///
/// ONNX `Transpose`, opsets 1, 13, 21, 23, 24 and 25, one meaning throughout:
/// https://onnx.ai/onnx/operators/onnx__Transpose.html.
public struct Transpose: Operator {
    public static let names = ["Transpose"]

    /// For each axis of the output the input's; nil reverses them.
    public let permutation: [Int]?

    public init(_ description: OperatorDescription) throws(OperatorError) {
        permutation = try description.integers("perm")
        guard let permutation, permutation.sorted() != Array(permutation.indices) else { return }
        throw OperatorError(
            .attribute("perm"), "expected each axis from 0 to \(permutation.count - 1) once, found \(permutation)")
    }

    /// The permutation for data of a rank, whether or not the file spells it out.
    public func permutation(ofRank rank: Int) -> [Int] { permutation ?? (0..<rank).reversed() }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let type = try inputs.require(0, "data").type
        guard let shape = type.shape else {
            return [TensorType(type.element, permutation.map { TensorShape(unknownOfRank: $0.count) })]
        }
        let order = permutation(ofRank: shape.count)
        guard order.count == shape.count else {
            throw OperatorError(.attribute("perm"), "expected \(shape.count) axes, found \(order.count)")
        }
        return [TensorType(type.element, TensorShape(order.map { shape[$0] }))]
    }

    public func outputElements(for inputs: Operands, outputs: [TensorType]) -> [Elements?] {
        guard let (shape, elements) = inputs[0]?.followed else { return [] }
        var view = StridedView(shape)
        let order = permutation(ofRank: shape.count)
        view.extents = order.map { view.extents[$0] }
        view.strides = order.map { view.strides[$0] }
        return [view.positions.map(elements.picking)]
    }
}
