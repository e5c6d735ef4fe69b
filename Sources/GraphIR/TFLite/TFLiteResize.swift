/// An image of other extents.
///
/// Inputs: X (N, H, W, C), and the new height and width. Output: (N, height, width, C).
///
/// tensorflow/lite/kernels/resize_bilinear.cc, resize_nearest_neighbor.cc.
public struct TFLiteResize: Operator {
    public static let names = ["RESIZE_BILINEAR", "RESIZE_NEAREST_NEIGHBOR"]

    public let name: String

    public init(_ description: OperatorDescription) throws(OperatorError) { name = description.name }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let shape = try inputs.require(0, "data").type.shape
        let extents = try inputs.require(1, "extents").integerList ?? [.unknown, .unknown]
        guard let shape else { return [.declared(nil)] }
        try shape.requireRank(4, 0)
        guard extents.count == 2 else { throw OperatorError(.input(1), "expected 2 integers, found \(extents.count)") }
        return [.declared([shape[0]] + extents + [shape[3]])]
    }
}
