/// Reals as small integers and back, by a scale and a zero point.
///
/// Inputs: X, a scale and an optional zero point, for a tensor, an axis or blocks of one; for `DynamicQuantizeLinear` X
/// alone. Output: X's shape; `DynamicQuantizeLinear` also writes the scale and the zero point.
///
/// ONNX `QuantizeLinear` and `DequantizeLinear`, opsets 10, 13 (`axis`), 19, 21 (`block_size`, for the former
/// `output_dtype`), 23 (for the latter `output_dtype`), 24 and 25; `DynamicQuantizeLinear`, 11:
/// https://onnx.ai/onnx/operators/onnx__QuantizeLinear.html.
public struct Quantization: Operator {
    public static let names = ["DequantizeLinear", "DynamicQuantizeLinear", "QuantizeLinear"]

    public let name: String
    private let element: ElementType?

    public init(_ description: OperatorDescription) throws(OperatorError) {
        name = description.name
        let element = try description.elementType("output_dtype")
        self.element = element == .unknown ? nil : element
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let shape = try inputs.require(0, "data").type.shape
        switch name {
        case "DynamicQuantizeLinear":
            return [TensorType(.uint8, shape), TensorType(.float32, []), TensorType(.uint8, [])]
        case "QuantizeLinear":
            return [TensorType(element ?? inputs[2]?.type.element ?? .uint8, shape)]
        default:
            let scale = try inputs.require(1, "a scale").type.element
            return [TensorType(element ?? scale, shape)]
        }
    }
}
