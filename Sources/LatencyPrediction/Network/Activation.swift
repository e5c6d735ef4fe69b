/// What follows a layer, element by element.
public enum Activation: Sendable, Hashable {
    /// x·½(1 + tanh(√(2/π)·(x + 0.044715·x³))): https://arxiv.org/abs/1606.08415.
    case gelu
    case identity
    /// x where positive, else slope·x.
    case leakyReLU(slope: Float)
    case relu
}

extension Activation: CustomStringConvertible {
    /// As pool files write it: `leaky-relu 0.3`.
    public var description: String {
        switch self {
        case .gelu: "gelu"
        case .identity: "identity"
        case .leakyReLU(let slope): "leaky-relu \(slope)"
        case .relu: "relu"
        }
    }

    /// Reads what `description` writes.
    init?(_ text: String) {
        switch text {
        case "gelu": self = .gelu
        case "identity": self = .identity
        case "relu": self = .relu
        default:
            guard text.hasPrefix("leaky-relu "), let slope = Float(text.dropFirst(11)), slope.isFinite else {
                return nil
            }
            self = .leakyReLU(slope: slope)
        }
    }
}
