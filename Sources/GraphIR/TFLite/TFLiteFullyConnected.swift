/// A product with a matrix of weights, with a bias and a fused activation.
///
/// Inputs: X of any shape, weights (M, K), and an optional bias (M). Output: (elements of X / K, M), or with
/// `keep_num_dims` X's shape with M as its last extent.
///
/// tensorflow/lite/kernels/fully_connected.cc.
public struct TFLiteFullyConnected: ActivatedOperator {
    public static let names = ["FULLY_CONNECTED"]

    public let keepsRank: Bool
    public let fusedActivation: String?

    public init(_ description: OperatorDescription) throws(OperatorError) {
        keepsRank = try description.flag("keep_num_dims", default: false)
        fusedActivation = try description.fusedActivation()
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let data = try inputs.require(0, "data").type.shape
        guard let weights = try inputs.require(1, "weights").type.shape, let data else { return [.declared(nil)] }
        try weights.requireRank(2, 1)
        if keepsRank {
            guard let last = data.last else { throw OperatorError(.input(0), "expected rank 1 or more, found 0") }
            guard !last.contradicts(weights[1]) else {
                throw OperatorError(.input(0), "expected \(weights[1]) channels, found \(last)")
            }
            return [.declared(data.dropLast() + [weights[0]])]
        }
        guard let count = data.product.value, let width = weights[1].value else {
            return [.declared([.unknown, weights[0]])]
        }
        guard width > 0, count.isMultiple(of: width) else {
            throw OperatorError(.input(0), "expected a multiple of \(width) elements, found \(count)")
        }
        return [.declared([.fixed(count / width), weights[0]])]
    }

    public func cost(inputs: Operands, outputs: [TensorType]) -> Cost? {
        guard let width = inputs.shape(1)?.last?.value, let parameters = inputs.parameterCount(1...2),
            let macs = outputs.first?.elementCount?.product(with: width)
        else { return nil }
        return Cost(multiplyAccumulates: macs, parameters: parameters)
    }
}
