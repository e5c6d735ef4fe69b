/// Random numbers, which no runtime can compute before the run.
///
/// Inputs: none for `RandomNormal` and `RandomUniform`, whose shape is an attribute; for the others a tensor whose shape
/// the output takes. `Multinomial` draws `sample_size` classes for each row of (batch, classes).
///
/// ONNX `RandomNormal`, `RandomNormalLike`, `RandomUniform` and `RandomUniformLike`, opsets 1 and 22; `Multinomial`, 7
/// and 22; `Bernoulli`, 15 and 22: https://onnx.ai/onnx/operators/onnx__RandomNormal.html.
public struct Random: Operator {
    public static let names = [
        "Bernoulli", "Multinomial", "RandomNormal", "RandomNormalLike", "RandomUniform", "RandomUniformLike",
    ]

    public let name: String
    private let element: ElementType?
    private let shape: [Int]?
    private let sampleCount: Int

    public var isDeterministic: Bool { false }

    public init(_ description: OperatorDescription) throws(OperatorError) {
        name = description.name
        element = try description.elementType("dtype")
        sampleCount = try description.integer("sample_size") ?? 1
        let takesShape = name == "RandomNormal" || name == "RandomUniform"
        shape = takesShape ? try description.requiredIntegers("shape") : nil
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        if let shape { return [TensorType(element ?? .float32, TensorShape(fixed: shape))] }
        let type = try inputs.require(0, "data").type
        guard name == "Multinomial" else { return [TensorType(element ?? type.element, type.shape)] }
        try type.shape?.requireRank(2, 0)
        return [TensorType(element ?? .int32, [type.shape?[0] ?? .unknown, .fixed(sampleCount)])]
    }
}
