/// Functions of the elements at equal places of tensors whose shapes broadcast, beside those that ONNX has too.
///
/// tensorflow/lite/kernels, the file of each name.
public struct TFLiteElementwise: Operator {
    public static let names = [
        "ATAN2", "BITWISE_XOR", "FLOOR_DIV", "NOT_EQUAL", "RIGHT_SHIFT", "SELECT", "SQUARED_DIFFERENCE",
        "STABLEHLO_ADD", "STABLEHLO_AND", "STABLEHLO_COMPARE", "STABLEHLO_DIVIDE", "STABLEHLO_MAXIMUM",
        "STABLEHLO_MINIMUM", "STABLEHLO_MULTIPLY", "STABLEHLO_OR", "STABLEHLO_POWER", "STABLEHLO_REMAINDER",
        "STABLEHLO_SUBTRACT",
    ]

    public let name: String

    public init(_ description: OperatorDescription) throws(OperatorError) { name = description.name }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        var shapes: [TensorShape] = []
        // The condition of SELECT may be a list along the first axis.
        for index in (name == "SELECT" ? 1 : 0)..<max(1, inputs.count) {
            guard let shape = try inputs.require(index, "data").type.shape else { return [.declared(nil)] }
            shapes.append(shape)
        }
        return [.declared(try .broadcast(shapes))]
    }
}
