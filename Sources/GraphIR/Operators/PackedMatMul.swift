/// Products of activations with weights that are packed to a few bits each.
///
/// Inputs: A (…, K), packed weights of (N, K), and their scales. Output: (…, N), of A's element type. `MatMulNBitsMlp`
/// has two such products side by side and `MatMulNBitsQkv` three, each with its normalisation in front.
///
/// ONNX Runtime `MatMulBnb4`, `MatMulNBits`, `MatMulNBitsMlp` and `MatMulNBitsQkv` (attributes `K`, `N`), `MatMulFpQ4`
/// (an input of the weights' shape), version 1:
/// https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md.
public struct PackedMatMul: Operator {
    public static let names = ["MatMulBnb4", "MatMulFpQ4", "MatMulNBits", "MatMulNBitsMlp", "MatMulNBitsQkv"].map {
        "com.microsoft." + $0
    }

    public let name: String
    private let innerCount: Int?
    /// The columns of each output.
    private let columnCounts: [Int]

    public init(_ description: OperatorDescription) throws(OperatorError) {
        name = description.name
        innerCount = try description.integer("K")
        switch name {
        case "MatMulFpQ4": columnCounts = []
        case "MatMulNBitsQkv":
            let keys = try description.requiredInteger("Nkv")
            columnCounts = [try description.requiredInteger("Nq"), keys, keys]
        default: columnCounts = [try description.requiredInteger("N")]
        }
        try columnCounts.requirePositive("N")
        try innerCount.map { [$0] }?.requirePositive("K")
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let type = try inputs.require(0, "data").type
        guard let shape = type.shape else { return Array(repeating: type, count: 4) }
        try shape.requireRank(atLeast: 1, 0)
        let columns =
            name == "MatMulFpQ4" ? [inputs[2]?.integerList?.last ?? .unknown] : columnCounts.map(Dimension.fixed)
        // The normalisation's sum of input and skip comes last.
        return columns.map { TensorType(type.element, shape.dropLast() + [$0]) } + [type]
    }

    public func cost(inputs: Operands, outputs: [TensorType]) -> Cost? {
        let columns = name == "MatMulFpQ4" ? inputs.integers(2)?.last : columnCounts.reduce(0, +)
        let inner = innerCount ?? inputs.shape(0)?.last?.value
        let factor = name == "MatMulNBitsMlp" ? 2 : 1
        guard let rows = inputs.shape(0)?.dropLast().product.value, let columns, let inner,
            let parameters = columns.product(with: inner)?.product(with: factor),
            let macs = parameters.product(with: rows)
        else { return nil }
        return Cost(multiplyAccumulates: macs, parameters: parameters)
    }
}
