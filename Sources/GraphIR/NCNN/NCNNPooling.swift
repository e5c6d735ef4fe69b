/// The greatest or the mean of each window over an image, or over the whole of it.
///
/// Input: X (1, C, H, W). Output: (1, C, O₁, O₂), and (1, C) for global pooling.
///
/// ncnn src/layer/pooling.cpp, pooling1d.cpp.
public struct NCNNPooling: NCNNLayer, WindowedOperator {
    public static let names = ["Pooling", "Pooling1D"]

    private enum Extent: Hashable {
        case windows
        case global
        /// The output's extents; nil keeps the input's.
        case adaptive([Int?])
    }

    public let onnxName: String
    /// The window's extents, outermost axis first; empty where they follow from the image.
    public let kernel: [Int]
    private let window: Window
    private let extent: Extent
    private let isLine: Bool
    /// Whether a last, partial window counts, the image being padded for it.
    private let isFull: Bool

    public init(_ description: OperatorDescription) throws(OperatorError) {
        isLine = description.name == "Pooling1D"
        let kind = try description.ncnn(0, default: 0) == 0 ? "Max" : "Average"
        let isGlobal = try description.ncnn(4, default: 0) != 0
        let isAdaptive = try description.ncnn(7, default: 0) != 0
        onnxName = isGlobal ? "Global\(kind)Pool" : "\(kind)Pool"
        let mode = try description.ncnn(5, default: 0)
        isFull = mode == 0
        guard !isGlobal, !isAdaptive else {
            let width = try description.ncnn(8, default: 0)
            let height = try description.ncnn(18, default: width)
            let extents = (isLine ? [width] : [height, width]).map { $0 > 0 ? $0 : nil }
            (kernel, window, extent) = ([], Window(), isGlobal ? .global : .adaptive(extents))
            return
        }
        extent = .windows
        kernel = try description.ncnnPair(isLine, 11, 1, 0)
        let padding: Padding =
            switch mode {
            case 0, 1: try description.ncnnExplicitPads(isLine, 3, 14, 13, 15)
            case 2: .same
            case 3: .sameLower
            default: throw OperatorError(.attribute("5"), "expected 0 to 3, found \(mode)")
            }
        window = Window(strides: try description.ncnnPair(isLine, 12, 2, 1), padding: padding)
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let type = try inputs.require(0, "data").type
        guard let shape = type.shape else { return [type] }
        try shape.requireRank(isLine ? 3 : 4, 0)
        switch extent {
        case .global: return [TensorType(type.element, TensorShape(shape[..<2]))]
        case .adaptive(let extents):
            let spatial = zip(extents, shape[2...]).map { $0.map(Dimension.fixed) ?? $1 }
            return [TensorType(type.element, TensorShape(shape[..<2]) + spatial)]
        case .windows:
            let spatial = try placed(over: TensorShape(shape[2...])).outputExtents(
                of: shape[2...], kernel: kernel.map(Dimension.fixed))
            return [TensorType(type.element, TensorShape(shape[..<2]) + spatial)]
        }
    }

    /// The window, with what fills the last, partial window in its padding.
    private func placed(over image: TensorShape) -> Window {
        guard isFull, case .explicit(let before, let after) = window.padding else { return window }
        var filled = after
        for (axis, extent) in image.enumerated() {
            guard let extent = extent.value else { continue }
            let room = extent + before[axis] + after[axis] - kernel[axis]
            let rest = room > 0 ? room % window.stride(axis) : 0
            if rest > 0 { filled[axis] += window.stride(axis) - rest }
        }
        return Window(strides: window.strides, padding: .explicit(before: before, after: filled))
    }

    public func placement(for inputs: Operands) -> WindowPlacement? {
        guard let shape = inputs.shape(0), shape.count == kernel.count + 2 else { return nil }
        let image = TensorShape(shape[2...])
        return WindowPlacement(
            window: placed(over: image), kernel: TensorShape(fixed: kernel), groups: 1, image: image)
    }
}
