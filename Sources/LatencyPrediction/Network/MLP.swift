import Glibc

/// Fully connected layers one behind another, with one output, and perhaps a linear map straight from input to output.
public struct MLP: Sendable, Hashable {
    public var layers: [Dense]
    /// One behind each layer.
    public var activations: [Activation]
    /// (inputs, 1), added to the last layer's output.
    public var skip: Matrix?

    public init(layers: [Dense], activations: [Activation], skip: Matrix? = nil) {
        precondition(layers.count == activations.count && layers.count > 0, "one activation behind each layer")
        for (above, below) in zip(layers.dropFirst(), layers) {
            precondition(above.weights.rows == below.weights.columns, "a layer reads what the one below it gives")
        }
        precondition(layers[layers.count - 1].weights.columns == 1, "one output")
        precondition(
            skip.map { $0.rows == layers[0].weights.rows && $0.columns == 1 } ?? true, "the skip reads the input")
        self.layers = layers
        self.activations = activations
        self.skip = skip
    }

    public var inputs: Int { layers[0].weights.rows }

    public var parameterCount: Int {
        layers.reduce(inputs * (skip == nil ? 0 : 1)) { $0 + ($1.weights.rows + 1) * $1.weights.columns }
    }

    /// The outputs for x (batch, inputs), by the given library or, without one, by plain loops.
    public func predict(_ x: Matrix, by blas: OpenBLAS? = nil) -> [Float] {
        var h = activated(x, through: layers.count, by: blas)
        if let skip { addProduct(x, skip, to: &h) }
        return h.elements
    }

    /// What the last layer reads of x (batch, inputs): (batch, width).
    func features(_ x: Matrix) -> Matrix { activated(x, through: layers.count - 1, by: nil) }

    /// What the first layers make of x.
    private func activated(_ x: Matrix, through count: Int, by blas: OpenBLAS?) -> Matrix {
        var h = x
        for (layer, activation) in zip(layers, activations).prefix(count) {
            h = layer.forward(h, by: blas)
            activation.apply(to: &h)
        }
        return h
    }
}

extension MLP {
    /// How weights start.
    public enum Initialization: Sendable, Hashable {
        /// Normal with deviation gain·√(2 / inputs), the last layer a tenth of 1/√inputs; biases and skip zero.
        case normal(gain: Float)
        /// Weights and biases uniform within ±1/√inputs, as PyTorch's `Linear` starts; the skip zero.
        case uniform
    }

    /// A network with random weights: `widths` from the input to the last hidden layer.
    public init(
        widths: [Int], activations: [Activation], hasSkip: Skip, initialization: Initialization,
        using generator: inout some RandomNumberGenerator
    ) {
        var layers: [Dense] = []
        for (place, (inputs, outputs)) in zip(widths, widths.dropFirst() + [1]).enumerated() {
            var layer = Dense(inputs: inputs, outputs: outputs)
            switch initialization {
            case .normal(let gain):
                let isLast = place == widths.count - 1
                let deviation = isLast ? 0.1 / Float(inputs).squareRoot() : gain * (2 / Float(inputs)).squareRoot()
                for index in layer.weights.elements.indices {
                    layer.weights.elements[index] = deviation * Float(generator.normal())
                }
            case .uniform:
                let bound = 1 / Float(inputs).squareRoot()
                for index in layer.weights.elements.indices {
                    layer.weights.elements[index] = bound * Float(2 * generator.uniform() - 1)
                }
                for index in layer.bias.elements.indices {
                    layer.bias.elements[index] = bound * Float(2 * generator.uniform() - 1)
                }
            }
            layers.append(layer)
        }
        self.init(
            layers: layers, activations: activations,
            skip: hasSkip == .linear ? Matrix(rows: widths[0], columns: 1) : nil)
    }

    /// Whether the output also has a linear part of the input.
    public enum Skip: Sendable, Hashable {
        case linear, none
    }
}

extension RandomNumberGenerator {
    /// A number of the standard normal distribution, by Box and Muller's transform.
    mutating func normal() -> Double {
        let radius = (-2 * log(1 - uniform())).squareRoot()
        return radius * cos(2 * .pi * uniform())
    }
}
