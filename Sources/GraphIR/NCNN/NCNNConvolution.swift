/// A convolution or its transpose over an image, with a bias and a fused activation.
///
/// Input: X (1, C, H, W), or (1, C, W) for the names that end in `1D`. Held: W (M, C/groups, K₁, K₂), and an optional
/// bias (M). Output: (1, M, O₁, O₂).
///
/// ncnn src/layer/convolution.cpp, convolutiondepthwise.cpp, deconvolution.cpp, deconvolutiondepthwise.cpp.
public struct NCNNConvolution: NCNNLayer, ActivatedOperator, WindowedOperator {
    public static let names = [
        "Convolution", "Convolution1D", "ConvolutionDepthWise", "ConvolutionDepthWise1D", "Deconvolution",
        "Deconvolution1D", "DeconvolutionDepthWise", "DeconvolutionDepthWise1D",
    ]

    public let window: Window
    /// The kernel's extents, outermost axis first.
    public let kernel: [Int]
    public let groups: Int
    public let filters: Int
    public let isTransposed: Bool
    public let fusedActivation: String?
    public let constants: [Operand]
    /// Input channels of each group; nil where the weights are computed.
    private let groupChannels: Int?
    private let outputPadding: [Int]
    private let outputExtents: [Int]

    public init(_ description: OperatorDescription) throws(OperatorError) {
        let name = description.name
        let isLine = name.hasSuffix("1D")
        isTransposed = name.hasPrefix("De")
        filters = try description.ncnnPositive(0, default: 0)
        groups = name.contains("DepthWise") ? try description.ncnnPositive(7, default: 1) : 1
        kernel = try description.ncnnPair(isLine, 11, 1, 0)
        window = Window(
            strides: try description.ncnnPair(isLine, 13, 3, 1),
            dilations: try description.ncnnPair(isLine, 12, 2, 1), padding: try description.ncnnPads(isLine))
        fusedActivation = try description.ncnnActivation()
        let horizontal = try description.ncnnNatural(18, default: 0)
        outputPadding =
            isTransposed ? [try description.ncnnNatural(19, default: horizontal), horizontal].suffix(kernel.count) : []
        let width = try description.ncnn(20, default: 0)
        outputExtents =
            isTransposed && width > 0
            ? [try description.ncnnPositive(21, default: width), width].suffix(kernel.count) : []
        let element: ElementType = try description.ncnn(8, default: 0) == 0 ? .float32 : .int8
        groupChannels = try Self.groupChannels(description, filters: filters, kernel: kernel)
        guard let groupChannels else {
            constants = []
            return
        }
        let weights = TensorType(element, TensorShape(fixed: [filters, groupChannels] + kernel))
        let bias = TensorType(.float32, [.fixed(filters)])
        let hasBias = try description.ncnn(5, default: 0) != 0
        constants = [Operand(weights, isConstant: true)] + (hasBias ? [Operand(bias, isConstant: true)] : [])
    }

    private static func groupChannels(
        _ description: OperatorDescription, filters: Int, kernel: [Int]
    ) throws(OperatorError) -> Int? {
        let count = try description.ncnnNatural(6, default: 0)
        guard count > 0 else { return nil }
        guard let perChannel = kernel.reduce(filters as Int?, { $0?.product(with: $1) }), count >= perChannel,
            count.isMultiple(of: perChannel)
        else {
            throw OperatorError(
                .attribute("6"), "expected a multiple of \(filters) filters' \(kernel) weights, found \(count)")
        }
        return count / perChannel
    }

    public var onnxName: String { isTransposed ? "ConvTranspose" : "Conv" }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let type = try inputs.require(0, "data").type
        guard let shape = type.shape else { return [TensorType(type.element, nil)] }
        try shape.requireRank(kernel.count + 2, 0)
        if let channels = groupChannels?.product(with: groups), shape[1].contradicts(.fixed(channels)) {
            throw OperatorError(.input(0), "expected \(channels) channels, found \(shape[1])")
        }
        let spatial =
            isTransposed
            ? try enlarged(TensorShape(shape[2...]))
            : try window.outputExtents(of: shape[2...], kernel: kernel.map(Dimension.fixed))
        return [TensorType(type.element, [shape[0], .fixed(filters)] + spatial)]
    }

    private func enlarged(_ image: TensorShape) throws(OperatorError) -> TensorShape {
        guard outputExtents.isEmpty else { return TensorShape(fixed: outputExtents) }
        var extents = TensorShape()
        for (axis, extent) in image.enumerated() {
            let whole =
                .fixed(window.stride(axis)) * (extent - 1) + .fixed(window.reach(kernel: kernel[axis], axis: axis))
                + .fixed(outputPadding[axis])
            guard case .explicit(let before, let after) = window.padding else {
                extents.append(extent * .fixed(window.stride(axis)))
                continue
            }
            let result = whole - .fixed(before[axis] + after[axis])
            if let value = result.value, value < 0 {
                throw OperatorError(
                    .attribute("4"),
                    "expected at most \(whole) along axis \(axis + 2), found \(before[axis] + after[axis])")
            }
            extents.append(result)
        }
        return extents
    }

    public func placement(for inputs: Operands) -> WindowPlacement? {
        guard let shape = inputs.shape(0), shape.count == kernel.count + 2 else { return nil }
        return WindowPlacement(
            window: window, kernel: TensorShape(fixed: kernel), groups: groups, image: TensorShape(shape[2...]))
    }

    public func cost(inputs: Operands, outputs: [TensorType]) -> Cost? {
        guard let channels = groupChannels ?? inputs.shape(0)?[1].value.map({ $0 / groups }),
            let perPlace = kernel.reduce(isTransposed ? max(1, filters / groups) : channels, { $0?.product(with: $1) }),
            let places = isTransposed ? inputs[0]?.type.elementCount : outputs.first?.elementCount,
            let macs = places.product(with: perPlace), let parameters = inputs.parameterCount(1..<inputs.count)
        else { return nil }
        return Cost(multiplyAccumulates: macs, parameters: parameters)
    }
}

extension OperatorDescription {
    /// A number for the height and one for the width, which stands for both where the height has none.
    func ncnnPair(_ isLine: Bool, _ height: Int, _ width: Int, _ fallback: Int) throws(OperatorError) -> [Int] {
        let horizontal = try ncnnPositive(width, default: fallback)
        return isLine ? [horizontal] : [try ncnnPositive(height, default: horizontal), horizontal]
    }

    /// The padding of a convolution: −233 is SAME with the odd element after, −234 with it before.
    func ncnnPads(_ isLine: Bool) throws(OperatorError) -> Padding {
        let left = try ncnn(4, default: 0)
        switch left {
        case -233: return .same
        case -234: return .sameLower
        default: return try ncnnExplicitPads(isLine, 4, 15, 14, 16)
        }
    }

    /// The padding by the keys of left, right, top and bottom.
    func ncnnExplicitPads(
        _ isLine: Bool, _ leftKey: Int, _ rightKey: Int, _ topKey: Int, _ bottomKey: Int
    ) throws(OperatorError) -> Padding {
        let left = try ncnnNatural(leftKey, default: 0)
        let right = try ncnnNatural(rightKey, default: left)
        guard !isLine else { return .explicit(before: [left], after: [right]) }
        let top = try ncnnNatural(topKey, default: left)
        return .explicit(before: [top, left], after: [try ncnnNatural(bottomKey, default: top), right])
    }
}
