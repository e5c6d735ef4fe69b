/// Running sums or products along an axis.
///
/// Inputs: X, and the axis as a scalar. Output: as X.
///
/// ONNX `CumSum`, opsets 11 and 14; `CumProd`, 26: https://onnx.ai/onnx/operators/onnx__CumSum.html.
public struct Cumulative: Operator {
    public static let names = ["CumProd", "CumSum"]

    public let name: String

    public init(_ description: OperatorDescription) throws(OperatorError) {
        name = description.name
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let type = try inputs.require(0, "data").type
        if let axis = inputs.integer(1), let rank = type.shape?.count { _ = try axis.axis(ofRank: rank, .input(1)) }
        return [type]
    }
}
