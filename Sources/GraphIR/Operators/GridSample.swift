/// Elements of an image or volume at places that an input gives.
///
/// Inputs: X (N, C, D₁…Dₙ), and the grid (N, O₁…Oₙ, n). Output: (N, C, O₁…Oₙ).
///
/// ONNX `GridSample`, opsets 16, 20 (volumes) and 22: https://onnx.ai/onnx/operators/onnx__GridSample.html.
public struct GridSample: Operator {
    public static let names = ["GridSample"]

    public init(_ description: OperatorDescription) throws(OperatorError) {}

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let type = try inputs.require(0, "data").type
        let grid = try inputs.require(1, "a grid").type
        guard let rank = type.shape?.count ?? grid.shape?.count else { return [type] }
        try (type.shape ?? grid.shape)?.requireRank(atLeast: 3, type.shape == nil ? 1 : 0)
        try grid.shape?.requireRank(rank, 1)
        let image = type.shape ?? TensorShape(unknownOfRank: rank)
        let places = grid.shape ?? TensorShape(unknownOfRank: rank)
        return [
            TensorType(type.element, [image[0].merged(with: places[0]), image[1]] + places.dropFirst().dropLast())
        ]
    }
}
