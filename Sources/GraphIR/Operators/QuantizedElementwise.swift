/// Elementwise functions, concatenations, choices and means of quantised tensors.
///
/// Inputs: each tensor with its scale and zero point, and the output's; for `QLinearConcat` the output's come first.
/// Output: the shape that the function of ONNX has, of the element type of the data.
///
/// ONNX Runtime `QLinearAdd`, `QLinearConcat`, `QLinearMul`, `QLinearReduceMean` and `QLinearWhere`, version 1:
/// https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md.
public struct QuantizedElementwise: Operator {
    public static let names = ["QLinearAdd", "QLinearConcat", "QLinearMul", "QLinearReduceMean", "QLinearWhere"].map {
        "com.microsoft." + $0
    }

    public let name: String
    private let base: Concat?
    private let mean: Reduction?

    public init(_ description: OperatorDescription) throws(OperatorError) {
        name = description.name
        base = name == "QLinearConcat" ? try Concat(description.renamed("Concat")) : nil
        mean = name == "QLinearReduceMean" ? try Reduction(description.renamed("ReduceMean", opset: 13)) : nil
    }

    /// The inputs that the function of ONNX has.
    public func plainInputs(of inputs: Operands) -> Operands {
        switch name {
        case "QLinearConcat":
            Operands(stride(from: 2, to: inputs.count, by: 3).map { inputs[$0] })
        case "QLinearReduceMean": Operands([inputs[0]])
        case "QLinearWhere": Operands([inputs[0], inputs[1], inputs[4]])
        default: Operands([inputs[0], inputs[3]])
        }
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let plain = plainInputs(of: inputs)
        if let base { return try base.outputTypes(for: plain) }
        if let mean { return try mean.outputTypes(for: plain) }
        var shapes: [TensorShape] = []
        for index in 0..<plain.count {
            guard let shape = try plain.require(index, "data").type.shape else {
                return [TensorType(plain[1]?.type.element ?? .unknown, nil)]
            }
            shapes.append(shape)
        }
        return [TensorType(plain[1]?.type.element ?? .unknown, try .broadcast(shapes))]
    }
}
