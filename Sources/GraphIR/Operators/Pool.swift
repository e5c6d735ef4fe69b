/// The greatest, the mean or the norm of each window over the spatial axes.
///
/// Input: X (N, C, D₁…Dₙ). Outputs: (N, C, O₁…Oₙ), and for `MaxPool` optionally the places of the greatest.
///
/// ONNX `AveragePool`, opsets 1, 7 (`count_include_pad`), 10 (`ceil_mode`), 11, 19 (`dilations`) and 22; `LpPool`, 1, 2,
/// 11, 18 (`ceil_mode`, `dilations`) and 22; `MaxPool`, 1, 8 (`Indices`), 10 (`ceil_mode`, `dilations`), 11, 12 and 22:
/// https://onnx.ai/onnx/operators/onnx__MaxPool.html.
public struct Pool: Operator {
    public static let names = ["AveragePool", "LpPool", "MaxPool"]

    public let name: String
    public let window: Window
    /// The window's extents, one per spatial axis.
    public let kernel: [Int]
    /// Whether `AveragePool` divides by the whole window where it reaches into the padding.
    public let countsPadding: Bool

    public init(_ description: OperatorDescription) throws(OperatorError) {
        name = description.name
        window = try Window(description)
        kernel = try description.requiredIntegers("kernel_shape")
        try kernel.requirePositive("kernel_shape")
        countsPadding = try description.flag("count_include_pad", default: false)
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let type = try inputs.require(0, "data").type
        guard let shape = type.shape else { return [type, TensorType(.int64, nil)] }
        try shape.requireRank(atLeast: 2, 0)
        guard kernel.count == shape.count - 2 else {
            throw OperatorError(
                .attribute("kernel_shape"), "expected \(shape.count - 2) integers, found \(kernel.count)")
        }
        var output: TensorShape = [shape[0], shape[1]]
        try window.append(outputExtentsOf: shape, from: 2, to: &output) { .fixed(kernel[$0]) }
        return [TensorType(type.element, output), TensorType(.int64, output)]
    }
}
