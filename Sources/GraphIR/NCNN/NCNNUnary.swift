/// Layers whose outputs have the type of their first input: activations, normalisations, copies.
///
/// `Split` has several outputs, all the same.
///
/// ncnn src/layer, the file of each name.
public struct NCNNUnary: NCNNLayer {
    public static let names = onnxNames.keys.sorted()

    /// ONNX's name for each, or a name of ncnn's where ONNX has none.
    private static let onnxNames = [
        "AbsVal": "Abs", "BNLL": "Softplus", "BatchNorm": "BatchNormalization", "Bias": "Add", "CELU": "Celu",
        "Cast": "Identity", "CumulativeSum": "CumSum", "Dequantize": "DequantizeLinear", "Dropout": "Dropout",
        "ELU": "Elu", "Erf": "Erf", "Exp": "Exp", "GELU": "Gelu", "GroupNorm": "GroupNormalization",
        "InstanceNorm": "InstanceNormalization", "LRN": "LRN", "LayerNorm": "LayerNormalization", "Log": "Log",
        "MVN": "MeanVarianceNormalization", "Mish": "Mish", "Noop": "Identity", "Normalize": "LpNormalization",
        "PReLU": "PRelu", "Packing": "Identity", "Power": "Pow", "Quantize": "QuantizeLinear",
        "RMSNorm": "RMSNormalization", "ReLU": "Relu", "Requantize": "QuantizeLinear", "SELU": "Selu",
        "Scale": "Mul", "Shrink": "Shrink", "ShuffleChannel": "ShuffleChannel", "Sigmoid": "Sigmoid",
        "Softmax": "Softmax", "Softplus": "Softplus", "Split": "Identity", "Swish": "Swish", "TanH": "Tanh",
        "Threshold": "ThresholdedRelu", "UnaryOp": "Abs",
    ]

    /// The functions of `UnaryOp`, by their numbers.
    private static let functions = [
        "Abs", "Neg", "Floor", "Ceil", "Square", "Sqrt", "Rsqrt", "Exp", "Log", "Sin", "Cos", "Tan", "Asin", "Acos",
        "Atan", "Reciprocal", "Tanh", "Log10", "Round", "Trunc",
    ]

    public let onnxName: String
    public let constants: [Operand]
    private let outputCount: Int

    public init(_ description: OperatorDescription) throws(OperatorError) {
        outputCount = description.outputCount
        constants = try Self.heldCounts(description).map {
            Operand(TensorType(.float32, [.fixed($0)]), isConstant: true)
        }
        switch description.name {
        case "ReLU": onnxName = try description.ncnnReal(0, default: 0) == 0 ? "Relu" : "LeakyRelu"
        case "UnaryOp":
            let number = try description.ncnn(0, default: 0)
            guard Self.functions.indices.contains(number) else {
                throw OperatorError(.attribute("0"), "expected 0 to \(Self.functions.count - 1), found \(number)")
            }
            onnxName = Self.functions[number]
        default: onnxName = Self.onnxNames[description.name] ?? description.name
        }
    }

    /// How many weights each of the held constants has.
    private static func heldCounts(_ description: OperatorDescription) throws(OperatorError) -> [Int] {
        let count = max(0, try description.ncnn(0, default: 0))
        switch description.name {
        case "BatchNorm": return [count, count, count, count]
        case "Bias", "PReLU": return [count]
        case "GroupNorm":
            let channels = max(0, try description.ncnn(1, default: 0))
            return try description.ncnn(3, default: 1) != 0 ? [channels, channels] : []
        case "InstanceNorm", "LayerNorm", "RMSNorm":
            let count = Array(repeating: count, count: description.name == "RMSNorm" ? 1 : 2)
            return try description.ncnn(2, default: 1) != 0 ? count : []
        case "Scale": return try description.ncnn(1, default: 0) != 0 ? [count, count] : [count]
        default: return []
        }
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        Array(repeating: try inputs.require(0, "data").type, count: max(1, outputCount))
    }
}
