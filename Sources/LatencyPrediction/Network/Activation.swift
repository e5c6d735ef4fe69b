/// What follows a layer, element by element.
public enum Activation: Sendable, Hashable {
    /// x·½(1 + tanh(√(2/π)·(x + 0.044715·x³))): https://arxiv.org/abs/1606.08415.
    case gelu
    case identity
    /// x where positive, else slope·x.
    case leakyReLU(slope: Float)
    case relu
}
