/// Operators whose output has the shape of their first input, beside those that ONNX has too.
///
/// tensorflow/lite/kernels, the file of each name.
public struct TFLiteUnary: ActivatedOperator {
    public static let names = [
        "BITCAST", "CAST", "CUMSUM", "DENSIFY", "DEQUANTIZE", "DYNAMIC_UPDATE_SLICE", "FAKE_QUANT", "L2_NORMALIZATION",
        "LOCAL_RESPONSE_NORMALIZATION", "LOG_SOFTMAX", "MATRIX_SET_DIAG", "QUANTIZE", "RELU6", "RELU_0_TO_1",
        "RELU_N1_TO_1", "REVERSE_SEQUENCE", "REVERSE_V2", "RSQRT", "SOFTMAX", "SQUARE", "ZEROS_LIKE",
    ]

    public let name: String
    public let fusedActivation: String?

    public init(_ description: OperatorDescription) throws(OperatorError) {
        name = description.name
        fusedActivation = try description.fusedActivation()
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        [.declared(try inputs.require(0, "data").type.shape)]
    }

    /// Integers remain what they are in another type of integers.
    public func outputElements(for inputs: Operands, outputs: [TensorType]) -> [Elements?] {
        guard name == "CAST", case .integers? = inputs[0]?.elements else { return [] }
        return [inputs[0]?.elements]
    }
}
