/// Adam with decoupled weight decay: https://arxiv.org/abs/1711.05101. Without decay it is Adam.
public struct AdamW: Sendable, Hashable {
    /// The weights of a step lose this part of themselves times the learning rate; biases do not.
    public var weightDecay: Float
    public var firstDecay: Float = 0.9
    public var secondDecay: Float = 0.999
    public var epsilon: Float = 1e-8

    public init(weightDecay: Float = 0) {
        self.weightDecay = weightDecay
    }
}
