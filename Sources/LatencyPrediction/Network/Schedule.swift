import Glibc

/// How the learning rate goes over the steps of a training.
public struct Schedule: Sendable, Hashable {
    public enum Shape: Sendable, Hashable {
        case constant
        /// Half a cosine wave from the peak to zero.
        case cosine
    }

    public var shape: Shape
    public var peak: Float
    /// The part of all steps over which the rate first rises from zero, in proportion.
    public var warmUp: Float

    public init(_ shape: Shape, peak: Float, warmUp: Float = 0) {
        self.shape = shape
        self.peak = peak
        self.warmUp = warmUp
    }

    /// The rate of a step, counted from 0.
    public func rate(step: Int, of count: Int) -> Float {
        let done = Float(step) / Float(max(count, 1))
        let rise = warmUp > 0 ? min(1, (Float(step) + 1) / (warmUp * Float(count))) : 1
        switch shape {
        case .constant: return peak * rise
        case .cosine: return peak * rise * (1 + cosf(.pi * done)) / 2
        }
    }
}
