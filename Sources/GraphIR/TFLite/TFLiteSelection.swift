/// Elements or places picked along an axis by their size.
///
/// `ARG_MAX`, `ARG_MIN`: the data and the axis, which vanishes. `TOPK_V2`: the data and how many of the last axis; values
/// and places. `WHERE`: a condition; the places where it holds, how many depends on the data.
///
/// tensorflow/lite/kernels/arg_min_max.cc, topk_v2.cc, where.cc.
public struct TFLiteSelection: Operator {
    public static let names = ["ARG_MAX", "ARG_MIN", "TOPK_V2", "WHERE"]

    public let name: String

    public init(_ description: OperatorDescription) throws(OperatorError) { name = description.name }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let shape = try inputs.require(0, "data").type.shape
        guard var shape else { return [.declared(nil), .declared(nil)] }
        switch name {
        case "WHERE": return [.declared([.unknown, .fixed(shape.count)])]
        case "TOPK_V2":
            _ = try inputs.require(1, "a number")
            guard !shape.isEmpty else { throw OperatorError(.input(0), "expected rank 1 or more, found 0") }
            shape[shape.count - 1] = inputs.integer(1).map(Dimension.fixed) ?? .unknown
            return [.declared(shape), .declared(shape)]
        default:
            _ = try inputs.require(1, "an axis")
            guard let axis = try inputs.integer(1)?.axis(ofRank: shape.count, .input(1)) else {
                return [.declared(TensorShape(unknownOfRank: shape.count - 1))]
            }
            shape.remove(at: axis)
            return [.declared(shape)]
        }
    }
}
