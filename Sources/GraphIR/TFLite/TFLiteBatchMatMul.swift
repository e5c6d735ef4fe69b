/// A matrix product, batched over the axes in front of the last two, which broadcast; each factor may be transposed.
///
/// Inputs: A (…, M, K) and B (…, K, N). Output: (…, M, N).
///
/// tensorflow/lite/kernels/batch_matmul.cc.
public struct TFLiteBatchMatMul: Operator {
    public static let names = ["BATCH_MATMUL"]

    public let transposesLeft: Bool
    public let transposesRight: Bool

    public init(_ description: OperatorDescription) throws(OperatorError) {
        transposesLeft = try description.flag("adj_x", default: false)
        transposesRight = try description.flag("adj_y", default: false)
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let left = try inputs.require(0, "a factor").type.shape
        guard let right = try inputs.require(1, "a factor").type.shape, let left else { return [.declared(nil)] }
        try left.requireRank(atLeast: 2, 0)
        try right.requireRank(atLeast: 2, 1)
        let inner = left[left.count - (transposesLeft ? 2 : 1)]
        let other = right[right.count - (transposesRight ? 1 : 2)]
        guard !inner.contradicts(other) else { throw OperatorError(.input(1), "expected \(inner), found \(other)") }
        let batch = try TensorShape.broadcast([left.dropLast(2), right.dropLast(2)].map(TensorShape.init))
        return [
            .declared(
                batch + [left[left.count - (transposesLeft ? 1 : 2)], right[right.count - (transposesRight ? 2 : 1)]])
        ]
    }

    public func cost(inputs: Operands, outputs: [TensorType]) -> Cost? {
        guard let left = inputs.shape(0), left.count > 1,
            let inner = left[left.count - (transposesLeft ? 2 : 1)].value,
            let parameters = inputs.parameterCount(0...1),
            let macs = outputs.first?.elementCount?.product(with: inner)
        else { return nil }
        return Cost(multiplyAccumulates: macs, parameters: parameters)
    }
}
