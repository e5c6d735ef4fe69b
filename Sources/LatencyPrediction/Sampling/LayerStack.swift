/// Fully connected layers with ReLU between them and nothing behind the last, in training.
struct LayerStack: Sendable {
    private(set) var layers: [Dense]
    private(set) var gradients: [Dense]
    private var first: [Dense]
    private var second: [Dense]
    /// What the layers read, and the slopes of the activations, of the last batch.
    private var inputs: [Matrix] = []
    private var slopes: [Matrix] = []
    private var steps = 0

    /// Layers whose weights start normal with deviation √(2 / inputs), and a fifth of that behind the last ReLU.
    init(widths: [Int], using generator: inout some RandomNumberGenerator) {
        var layers: [Dense] = []
        for (place, (inputs, outputs)) in zip(widths, widths.dropFirst()).enumerated() {
            var layer = Dense(inputs: inputs, outputs: outputs)
            let deviation = (place + 2 == widths.count ? 0.2 : 1) * (2 / Float(inputs)).squareRoot()
            for index in layer.weights.elements.indices {
                layer.weights.elements[index] = deviation * Float(generator.normal())
            }
            layers.append(layer)
        }
        self.layers = layers
        gradients = layers.map { Dense(inputs: $0.weights.rows, outputs: $0.weights.columns) }
        first = gradients
        second = gradients
    }

    /// The outputs for x (batch, inputs); keeps what the way back needs.
    mutating func forward(_ x: Matrix, by blas: OpenBLAS) -> Matrix {
        inputs = []
        slopes = []
        var h = x
        for index in layers.indices {
            inputs.append(h)
            var y = layers[index].forward(h, by: blas)
            if index + 1 < layers.count {
                var activated = y
                Activation.relu.apply(to: &y, into: &activated)
                slopes.append(y)
                y = activated
            }
            h = y
        }
        return h
    }

    /// ∂L by the inputs, given ∂L by the outputs of the last `forward`; leaves that by the parameters in `gradients`.
    mutating func backward(_ dy: Matrix, by blas: OpenBLAS) -> Matrix {
        var dy = dy
        for index in layers.indices.reversed() {
            if index < slopes.count { scale(&dy, elementwiseBy: slopes[index]) }
            layers[index].backward(inputs[index], gradient: dy, into: &gradients[index], by: blas)
            var dx = Matrix(rows: dy.rows, columns: layers[index].weights.rows)
            layers[index].backward(gradient: dy, into: &dx, by: blas)
            dy = dx
        }
        return dy
    }

    /// Replaces the first weights of a layer.
    mutating func setWeights(_ values: [Float], ofLayer index: Int) {
        layers[index].weights.elements.replaceSubrange(..<values.count, with: values)
    }

    /// One step down the gradients.
    mutating func step(rate: Float, by optimizer: AdamW) {
        steps += 1
        for index in layers.indices {
            optimizer.update(
                &layers[index].weights, gradient: gradients[index].weights, first: &first[index].weights,
                second: &second[index].weights, rate: rate, decay: 0, step: steps)
            optimizer.update(
                &layers[index].bias, gradient: gradients[index].bias, first: &first[index].bias,
                second: &second[index].bias, rate: rate, decay: 0, step: steps)
        }
    }
}
