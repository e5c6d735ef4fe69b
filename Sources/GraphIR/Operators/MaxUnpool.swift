/// A max pool undone: each element put back at its place, the rest zero.
///
/// Inputs: X (N, C, D₁…Dₙ), the places that `MaxPool` wrote, and optionally the output's shape. Output: that shape, or
/// stride·(Dᵢ − 1) + kernel − padding.
///
/// ONNX `MaxUnpool`, opsets 9, 11 and 22: https://onnx.ai/onnx/operators/onnx__MaxUnpool.html.
public struct MaxUnpool: Operator {
    public static let names = ["MaxUnpool"]

    public let window: Window
    public let kernel: [Int]

    public init(_ description: OperatorDescription) throws(OperatorError) {
        window = try Window(description)
        kernel = try description.requiredIntegers("kernel_shape")
        try kernel.requirePositive("kernel_shape")
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let type = try inputs.require(0, "data").type
        guard let shape = type.shape else { return [type] }
        if let wanted = inputs[2] {
            return [TensorType(type.element, TensorShape(wanted.integerList ?? .unknown(count: shape.count)))]
        }
        try shape.requireRank(kernel.count + 2, 0)
        try window.requireRank(kernel.count)
        let spatial = shape.dropFirst(2).enumerated().map { axis, extent in
            let padding: Dimension =
                switch window.padding {
                case .explicit(let before, let after) where !before.isEmpty: .fixed(before[axis]) + .fixed(after[axis])
                default: 0
                }
            return .fixed(window.stride(axis)) * (extent - 1) + .fixed(kernel[axis]) - padding
        }
        return [TensorType(type.element, TensorShape(shape[..<2]) + spatial)]
    }
}
