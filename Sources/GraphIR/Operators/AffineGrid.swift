/// The places that an affine map gives to the elements of an image or a volume.
///
/// Inputs: the maps (N, 2, 3) or (N, 3, 4), and the size (N, C, H, W) or (N, C, D, H, W). Output: (N, H, W, 2) or
/// (N, D, H, W, 3).
///
/// ONNX `AffineGrid`, opset 20: https://onnx.ai/onnx/operators/onnx__AffineGrid.html.
public struct AffineGrid: Operator {
    public static let names = ["AffineGrid"]

    public init(_ description: OperatorDescription) throws(OperatorError) {}

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let type = try inputs.require(0, "maps").type
        guard let size = try inputs.require(1, "a size").integerList else { return [TensorType(type.element, nil)] }
        guard (4...5).contains(size.count) else {
            throw OperatorError(.input(1), "expected 4 or 5 integers, found \(size.count)")
        }
        return [TensorType(type.element, [size[0]] + size.dropFirst(2) + [.fixed(size.count - 2)])]
    }
}
