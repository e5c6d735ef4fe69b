/// A convolution of small integers.
///
/// Inputs of `ConvInteger`: x, w and their optional zero points; the output holds 32-bit sums. Inputs of `QLinearConv`:
/// x, its scale and zero point, w, its scale and zero point, the output's scale and zero point, and an optional bias; the
/// output has the type of its zero point. Shapes and attributes are those of `Conv`.
///
/// ONNX `ConvInteger` and `QLinearConv`, opset 10: https://onnx.ai/onnx/operators/onnx__QLinearConv.html.
public struct QuantizedConv: Operator {
    public static let names = ["ConvInteger", "QLinearConv"]

    public let name: String
    public let convolution: Conv

    public init(_ description: OperatorDescription) throws(OperatorError) {
        name = description.name
        convolution = try Conv(description)
    }

    /// The inputs that a plain convolution has: data, weights and bias.
    public func plainInputs(of inputs: Operands) -> Operands {
        Operands(name == "ConvInteger" ? [inputs[0], inputs[1]] : [inputs[0], inputs[3], inputs[8]])
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let shape = try convolution.outputTypes(for: plainInputs(of: inputs)).first?.shape
        let element = name == "ConvInteger" ? .int32 : try inputs.require(7, "a zero point").type.element
        return [TensorType(element, shape)]
    }

    public func cost(inputs: Operands, outputs: [TensorType]) -> Cost? {
        convolution.cost(inputs: plainInputs(of: inputs), outputs: outputs)
    }
}
