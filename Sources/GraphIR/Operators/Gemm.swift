/// A matrix product with an optional sum: α·A·B + β·C, what a fully connected layer is exported as.
///
/// Inputs: A (M, K), B (K, N), each transposed where its attribute says so, and a C that broadcasts to (M, N). Output:
/// (M, N).
///
/// ONNX `Gemm`, opsets 1, 6, 7, 9, 11 (C became optional) and 13: https://onnx.ai/onnx/operators/onnx__Gemm.html.
public struct Gemm: Operator {
    public static let names = ["Gemm"]

    public let transposesA: Bool
    public let transposesB: Bool
    public let alpha: Double
    public let beta: Double

    public init(_ description: OperatorDescription) throws(OperatorError) {
        transposesA = try description.flag("transA", default: false)
        transposesB = try description.flag("transB", default: false)
        alpha = try description.real("alpha") ?? 1
        beta = try description.real("beta") ?? 1
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let left = try inputs.require(0, "a matrix").type
        let right = try inputs.require(1, "a matrix").type
        try left.shape?.requireRank(2, 0)
        try right.shape?.requireRank(2, 1)
        let rows = left.shape?[transposesA ? 1 : 0] ?? .unknown
        let columns = right.shape?[transposesB ? 0 : 1] ?? .unknown
        if let inner = left.shape?[transposesA ? 0 : 1], let found = right.shape?[transposesB ? 1 : 0],
            inner.contradicts(found)
        {
            throw OperatorError(.input(1), "expected \(inner) along axis \(transposesB ? 1 : 0), found \(found)")
        }
        return [TensorType(left.element, [rows, columns])]
    }

    public func cost(inputs: Operands, outputs: [TensorType]) -> Cost? {
        guard let inner = inputs.shape(0)?[transposesA ? 0 : 1], let parameters = inputs.parameterCount(0...2),
            let macs = outputs.first?.elementCount?.product(with: inner.value)
        else { return nil }
        return Cost(multiplyAccumulates: macs, parameters: parameters)
    }
}
