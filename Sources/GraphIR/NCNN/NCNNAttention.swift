/// Attention over several heads, with the projections before and behind it.
///
/// Inputs: queries (1, N, Q), and optionally keys (1, M, K) and values (1, M, V), which else are the queries. Held: four
/// matrices and their biases. Output: (1, N, Q).
///
/// ncnn src/layer/multiheadattention.cpp.
public struct NCNNAttention: NCNNLayer {
    public static let names = ["MultiHeadAttention"]

    public let onnxName = "Attention"
    public let constants: [Operand]
    private let width: Int

    public init(_ description: OperatorDescription) throws(OperatorError) {
        width = try description.ncnnPositive(0, default: 0)
        let weights = try description.ncnnPositive(2, default: 0)
        guard weights.isMultiple(of: width) else {
            throw OperatorError(.attribute("2"), "expected a multiple of \(width), found \(weights)")
        }
        let queries = weights / width
        let keys = try description.ncnnPositive(3, default: width)
        let values = try description.ncnnPositive(4, default: width)
        var constants: [Operand] = []
        for extent in [queries, keys, values] {
            constants.append(Operand(TensorType(.float32, [.fixed(width), .fixed(extent)]), isConstant: true))
            constants.append(Operand(TensorType(.float32, [.fixed(width)]), isConstant: true))
        }
        constants.append(Operand(TensorType(.float32, [.fixed(queries), .fixed(width)]), isConstant: true))
        constants.append(Operand(TensorType(.float32, [.fixed(queries)]), isConstant: true))
        self.constants = constants
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let type = try inputs.require(0, "queries").type
        guard let shape = type.shape else { return [type] }
        try shape.requireRank(3, 0)
        return [type]
    }

    public func cost(inputs: Operands, outputs: [TensorType]) -> Cost? {
        guard let rows = outputs.first?.shape?[1].value, let parameters = inputs.parameterCount(0..<inputs.count) else {
            return nil
        }
        let others = inputs[1].flatMap { $0.isConstant ? nil : $0.type.shape?[1].value } ?? rows
        // The products by the matrices, then the scores and what they weigh.
        let projected = constants.filter { $0.type.shape?.count == 2 }.compactMap(\.type.elementCount)
        var macs = others.product(with: projected[1] + projected[2])
        macs = macs.flatMap { sum in rows.product(with: projected[0] + projected[3])?.sum(with: sum) }
        macs = macs.flatMap { sum in rows.product(with: others)?.product(with: 2 * width)?.sum(with: sum) }
        return macs.map { Cost(multiplyAccumulates: $0, parameters: parameters) }
    }
}
