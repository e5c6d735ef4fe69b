/// The axes in another order.
///
/// Inputs: the data, and for each axis of the output the input's. Output: the data's axis `perm[i]` as axis i.
///
/// tensorflow/lite/kernels/transpose.cc.
public struct TFLiteTranspose: Operator {
    public static let names = ["TRANSPOSE"]

    public init(_ description: OperatorDescription) throws(OperatorError) {}

    /// For each axis of the output the input's; nil where it is not known.
    public func permutation(for inputs: Operands) throws(OperatorError) -> [Int]? {
        guard let permutation = inputs.integers(1), let rank = inputs.shape(0)?.count else { return nil }
        let axes = try permutation.axes(ofRank: rank, .input(1))
        guard axes.count == rank else { throw OperatorError(.input(1), "expected \(rank) axes, found \(axes.count)") }
        return axes
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        guard let shape = try inputs.require(0, "data").type.shape else { return [.declared(nil)] }
        _ = try inputs.require(1, "a permutation")
        guard let permutation = try permutation(for: inputs) else {
            return [.declared(TensorShape(unknownOfRank: shape.count))]
        }
        return [.declared(TensorShape(permutation.map { shape[$0] }))]
    }

    public func outputElements(for inputs: Operands, outputs: [TensorType]) -> [Elements?] {
        guard let (shape, elements) = inputs[0]?.followed, let order = try? permutation(for: inputs) else { return [] }
        var view = StridedView(shape)
        view.extents = order.map { view.extents[$0] }
        view.strides = order.map { view.strides[$0] }
        return [view.positions.map(elements.picking)]
    }
}
