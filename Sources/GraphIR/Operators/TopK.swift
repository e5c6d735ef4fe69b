/// The greatest or least elements along an axis, and their places.
///
/// Inputs: X, and since opset 10 how many. Outputs: the values and their indices, with that extent along the axis.
///
/// ONNX `TopK`, opsets 1 (attribute `k`), 10, 11 (`largest`, `sorted`) and 24:
/// https://onnx.ai/onnx/operators/onnx__TopK.html.
public struct TopK: Operator {
    public static let names = ["TopK"]

    public let axis: Int
    private let count: Int?

    public init(_ description: OperatorDescription) throws(OperatorError) {
        axis = try description.integer("axis") ?? -1
        count = try description.opset < 10 ? description.requiredInteger("k") : nil
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let type = try inputs.require(0, "data").type
        guard var shape = type.shape else { return [type, TensorType(.int64, nil)] }
        let axis = try axis.axis(ofRank: shape.count, .attribute("axis"))
        let count = count.map(Dimension.fixed) ?? inputs[1]?.integerList?.first ?? .unknown
        if let wanted = count.value, !(0...(shape[axis].value ?? .max)).contains(wanted) {
            throw OperatorError(.inputs, "expected k from 0 to \(shape[axis]), found \(wanted)")
        }
        shape[axis] = count
        return [TensorType(type.element, shape), TensorType(.int64, shape)]
    }
}
