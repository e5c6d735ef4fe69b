/// A convolution's gradient over its input, used to enlarge, over an image whose channels come last.
///
/// Inputs: the output's shape, the weights, X (N, D₁…Dₙ, C), and an optional bias (M). The weights of `TRANSPOSE_CONV`
/// are (M, K₁, K₂, C), of `CONV_3D_TRANSPOSE` (K₁, K₂, K₃, M, C). Output: the shape that the first input asks for.
///
/// tensorflow/lite/kernels/transpose_conv.cc, conv3d_transpose.cc.
public struct TFLiteTransposedConvolution: ActivatedOperator, WindowedOperator {
    public static let names = ["CONV_3D_TRANSPOSE", "TRANSPOSE_CONV"]

    public let name: String
    public let window: Window
    public let fusedActivation: String?

    private var rank: Int { name == "TRANSPOSE_CONV" ? 4 : 5 }

    public init(_ description: OperatorDescription) throws(OperatorError) {
        name = description.name
        let axes = name == "TRANSPOSE_CONV" ? ["h", "w"] : ["d", "h", "w"]
        window = try description.window(strides: axes.map { "stride_\($0)" })
        fusedActivation = try description.fusedActivation()
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let wanted = try inputs.require(0, "a shape").integerList
        _ = try inputs.require(1, "weights")
        _ = try inputs.require(2, "data")
        if let wanted {
            guard wanted.count == rank else {
                throw OperatorError(.input(0), "expected \(rank) extents, found \(wanted.count)")
            }
        }
        return [.declared(wanted.map(TensorShape.init))]
    }

    public func placement(for inputs: Operands) -> WindowPlacement? {
        guard let data = inputs.shape(2), let filter = inputs.shape(1), data.count == rank, filter.count == rank else {
            return nil
        }
        let kernel = name == "TRANSPOSE_CONV" ? filter[1...2] : filter[..<3]
        return WindowPlacement(
            window: Window(strides: window.strides), kernel: TensorShape(kernel), groups: 1,
            image: TensorShape(data[1..<(rank - 1)]))
    }

    public func cost(inputs: Operands, outputs: [TensorType]) -> Cost? {
        guard let data = inputs[2]?.type.elementCount, let channels = inputs.shape(1)?.last?.value, channels > 0,
            let elements = inputs[1]?.type.elementCount, let parameters = inputs.parameterCount([1, 3]),
            let macs = data.product(with: elements / channels)
        else { return nil }
        return Cost(multiplyAccumulates: macs, parameters: parameters)
    }
}
