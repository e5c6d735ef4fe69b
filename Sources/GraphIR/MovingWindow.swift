/// What a convolution or a pool moves over an image; one object, as each of its nodes is asked for it.
public final class MovingWindow: Sendable {
    public let window: Window
    public let groups: Int
    /// The extents of a pool; nil of a convolution, which has its weights'.
    public let kernel: TensorShape?

    init?(_ operation: (any Operator)?) {
        switch operation {
        case let conv as Conv: (window, groups, kernel) = (conv.window, conv.groups, nil)
        case let conv as ConvTranspose: (window, groups, kernel) = (conv.window, conv.groups, nil)
        case let pool as Pool: (window, groups, kernel) = (pool.window, 1, TensorShape(fixed: pool.kernel))
        default: return nil
        }
    }
}
