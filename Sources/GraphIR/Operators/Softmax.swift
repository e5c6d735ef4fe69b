/// Numbers along an axis, or along all axes from it on, turned into weights that sum to 1.
///
/// Input: X. Output: as X.
///
/// ONNX `Softmax`, `LogSoftmax` and `Hardmax`, opsets 1, 11 and 13. Before opset 13 the input is a matrix whose rows end
/// before `axis`, which is 1 where it is left out; since then `axis` alone counts, and is the last where it is left out:
/// https://onnx.ai/onnx/operators/onnx__Softmax.html.
public struct Softmax: Operator {
    public static let names = ["Hardmax", "LogSoftmax", "Softmax"]

    public let name: String
    public let axis: Int
    /// Whether all axes from `axis` on are taken as one, as before opset 13.
    public let flattensFromAxis: Bool

    public init(_ description: OperatorDescription) throws(OperatorError) {
        name = description.name
        flattensFromAxis = description.opset < 13
        axis = try description.integer("axis") ?? (flattensFromAxis ? 1 : -1)
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let type = try inputs.require(0, "data").type
        if let rank = type.shape?.count, rank > 0, !(flattensFromAxis && axis == rank) {
            _ = try axis.axis(ofRank: rank, .attribute("axis"))
        }
        return [type]
    }
}
