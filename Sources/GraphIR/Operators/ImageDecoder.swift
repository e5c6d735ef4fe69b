/// A picture of a file's bytes.
///
/// Input: the bytes. Output: (height, width, channels) of 8-bit integers, with 3 channels, or 1 for `Grayscale`.
///
/// ONNX `ImageDecoder`, opset 20: https://onnx.ai/onnx/operators/onnx__ImageDecoder.html.
public struct ImageDecoder: Operator {
    public static let names = ["ImageDecoder"]

    private let isGray: Bool

    public init(_ description: OperatorDescription) throws(OperatorError) {
        isGray = try description.string("pixel_format") == "Grayscale"
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        _ = try inputs.require(0, "bytes")
        return [TensorType(.uint8, [.unknown, .unknown, isGray ? 1 : 3])]
    }
}
