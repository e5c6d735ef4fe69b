/// A matrix product, batched over the axes in front of the last two, which broadcast.
///
/// Inputs: A (…, M, K) and B (…, K, N); a vector stands for a matrix of one row on the left and of one column on the
/// right, and that axis is missing in the output. Output: (…, M, N).
///
/// ONNX `MatMul`, opsets 1, 9 and 13; `MatMulInteger`, 10; `QLinearMatMul`, 10 and 21, whose inputs carry a scale and a
/// zero point each: https://onnx.ai/onnx/operators/onnx__MatMul.html.
public struct MatMul: Operator {
    public static let names = ["MatMul", "MatMulInteger", "QLinearMatMul"]

    public let name: String
    /// The index of the input that is the right factor.
    public var rightInput: Int { name == "QLinearMatMul" ? 3 : 1 }

    public init(_ description: OperatorDescription) throws(OperatorError) {
        name = description.name
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let left = try inputs.require(0, "a factor").type
        let right = try inputs.require(rightInput, "a factor").type
        let element: ElementType =
            switch name {
            case "MatMulInteger": .int32
            case "QLinearMatMul": try inputs.require(7, "a zero point").type.element
            default: left.element
            }
        guard let left = left.shape, let right = right.shape else { return [TensorType(element, nil)] }
        return [TensorType(element, try Self.product(left, right, rightInput: rightInput))]
    }

    /// The shape of a product of factors of those shapes.
    ///
    /// - Parameter rightInput: the input that is the right factor, for messages.
    static func product(
        _ left: TensorShape, _ right: TensorShape, rightInput: Int
    ) throws(OperatorError) -> TensorShape {
        guard let inner = left.last else { throw OperatorError(.input(0), "expected rank 1 or more, found 0") }
        try right.requireRank(atLeast: 1, rightInput)
        let rowAxis = max(0, right.count - 2)
        guard !inner.contradicts(right[rowAxis]) else {
            throw OperatorError(.input(rightInput), "expected \(inner) along axis \(rowAxis), found \(right[rowAxis])")
        }
        let batch = try TensorShape.broadcast([left.dropLast(2), right.dropLast(2)].map(TensorShape.init))
        let rows = left.count > 1 ? [left[left.count - 2]] : []
        let columns = right.count > 1 ? right.suffix(1) : []
        return batch + rows + columns
    }

    public func cost(inputs: Operands, outputs: [TensorType]) -> Cost? {
        guard let inner = inputs.shape(0)?.last?.value, let parameters = inputs.parameterCount([0, rightInput]),
            let macs = outputs.first?.elementCount?.product(with: inner)
        else { return nil }
        return Cost(multiplyAccumulates: macs, parameters: parameters)
    }
}
