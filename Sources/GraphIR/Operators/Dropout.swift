/// In training some elements set to zero at random; in inference the identity.
///
/// Inputs: data, and since opset 12 the optional scalars ratio and training_mode. Outputs: as the data, and an optional
/// mask of Booleans.
///
/// ONNX `Dropout`, opsets 1, 6, 7, 10, 12, 13 and 22; before opset 10 the mask has the data's element type, before opset
/// 7 training is the attribute `is_test`: https://onnx.ai/onnx/operators/onnx__Dropout.html.
public struct Dropout: Operator {
    public static let names = ["Dropout"]

    private let hasBooleanMask: Bool

    public init(_ description: OperatorDescription) throws(OperatorError) {
        hasBooleanMask = description.opset >= 10
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let type = try inputs.require(0, "data").type
        return [type, TensorType(hasBooleanMask ? .bool : type.element, type.shape)]
    }

    public func outputElements(for inputs: Operands, outputs: [TensorType]) -> [Elements?] {
        [inputs[2] == nil ? inputs[0]?.elements : nil, nil]
    }
}
