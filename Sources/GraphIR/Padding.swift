/// How a window operator treats its borders.
public enum Padding: Sendable, Hashable {
    /// Elements added before and after each spatial axis; empty lists add none.
    case explicit(before: [Int], after: [Int])
    /// As many as keep ⌈extent / stride⌉ outputs, the odd one after: TFLite's SAME, ONNX's SAME_UPPER.
    case same
    /// The same count, the odd one before: ONNX's SAME_LOWER.
    case sameLower

    /// No padding.
    public static let none = Padding.explicit(before: [], after: [])

    /// Elements added before and after an axis.
    public func amounts(extent: Int, reach: Int, stride: Int, axis: Int) -> (before: Int, after: Int) {
        switch self {
        case .explicit(let before, let after):
            return before.isEmpty ? (0, 0) : (before[axis], after[axis])
        case .same, .sameLower:
            let total = max(0, ((extent + stride - 1) / stride - 1) * stride + reach - extent)
            return self == .same ? (total / 2, total - total / 2) : (total - total / 2, total / 2)
        }
    }
}
