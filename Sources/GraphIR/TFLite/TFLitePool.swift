/// The mean, the greatest or the norm of each window over the height and width of an image whose channels come last.
///
/// Input: X (N, H, W, C). Output: (N, O₁, O₂, C).
///
/// tensorflow/lite/kernels/pooling.cc.
public struct TFLitePool: ActivatedOperator, WindowedOperator {
    public static let names = ["AVERAGE_POOL_2D", "L2_POOL_2D", "MAX_POOL_2D"]

    public let name: String
    public let window: Window
    /// The window's height and width.
    public let kernel: [Int]
    public let fusedActivation: String?

    public init(_ description: OperatorDescription) throws(OperatorError) {
        name = description.name
        window = try description.window(strides: ["stride_h", "stride_w"])
        kernel = try description.positive(["filter_height", "filter_width"])
        fusedActivation = try description.fusedActivation()
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        guard let shape = try inputs.require(0, "data").type.shape else { return [.declared(nil)] }
        try shape.requireRank(4, 0)
        let spatial = try window.outputExtents(of: shape[1...2], kernel: kernel.map(Dimension.fixed))
        return [.declared([shape[0]] + spatial + [shape[3]])]
    }

    public func placement(for inputs: Operands) -> WindowPlacement? {
        guard let shape = inputs.shape(0), shape.count == 4 else { return nil }
        return WindowPlacement(
            window: window, kernel: TensorShape(fixed: kernel), groups: 1, image: TensorShape(shape[1...2]))
    }
}
