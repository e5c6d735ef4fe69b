/// Weights that fade a frame out towards its ends, and the weights of a bank of mel filters.
///
/// Inputs: the number of weights as a scalar; for `MelWeightMatrix` the number of bands, the length of the transform, the
/// sample rate and the lowest and highest frequency. Output: a list, or (bins, bands) with ⌊length/2⌋ + 1 bins.
///
/// ONNX `BlackmanWindow`, `HammingWindow`, `HannWindow` and `MelWeightMatrix`, opset 17:
/// https://onnx.ai/onnx/operators/onnx__HannWindow.html.
public struct WindowFunction: Operator {
    public static let names = ["BlackmanWindow", "HammingWindow", "HannWindow", "MelWeightMatrix"]

    public let name: String
    private let element: ElementType

    public init(_ description: OperatorDescription) throws(OperatorError) {
        name = description.name
        element = try description.elementType("output_datatype") ?? .float32
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let size = try inputs.require(0, "a number").integerList?.first ?? .unknown
        guard name == "MelWeightMatrix" else { return [TensorType(element, [size])] }
        let length = try inputs.require(1, "a length").integerList?.first ?? .unknown
        return [TensorType(element, [length / 2 + 1, size])]
    }
}
