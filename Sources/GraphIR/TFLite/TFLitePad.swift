/// Elements added before and after axes.
///
/// Inputs: the data, and for each axis a pair of counts, before and after; for `PADV2` the value, else it is 0.
///
/// tensorflow/lite/kernels/pad.cc, mirror_pad.cc.
public struct TFLitePad: Operator {
    public static let names = ["MIRROR_PAD", "PAD", "PADV2"]

    public let name: String

    public init(_ description: OperatorDescription) throws(OperatorError) { name = description.name }

    /// Elements added before and after each axis of the data; nil where they are not known.
    public func amounts(for inputs: Operands) throws(OperatorError) -> (before: [Dimension], after: [Dimension])? {
        guard let rank = inputs.shape(0)?.count, let list = inputs[1]?.integerList else { return nil }
        guard list.count == 2 * rank else {
            throw OperatorError(.input(1), "expected \(2 * rank) integers, found \(list.count)")
        }
        return ((0..<rank).map { list[2 * $0] }, (0..<rank).map { list[2 * $0 + 1] })
    }

    /// Whether what is added is 0.
    public func isZero(for inputs: Operands) -> Bool {
        guard name != "MIRROR_PAD" else { return false }
        return name == "PAD" || inputs[2]?.elements?.numbers?.allSatisfy { $0 == 0 } == true
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        guard let shape = try inputs.require(0, "data").type.shape else { return [.declared(nil)] }
        _ = try inputs.require(1, "pads")
        guard let (before, after) = try amounts(for: inputs) else {
            return [.declared(TensorShape(unknownOfRank: shape.count))]
        }
        for pad in before + after where pad.isLess(than: 0) == true {
            throw OperatorError(.input(1), "expected 0 or more, found \(pad)")
        }
        return [.declared(TensorShape(shape.indices.map { shape[$0] + before[$0] + after[$0] }))]
    }
}
