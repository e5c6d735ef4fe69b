/// How a network is trained.
public struct TrainingRecipe: Sendable, Hashable {
    public var epochs: Int
    public var batchSize: Int
    public var loss: Loss
    public var schedule: Schedule
    public var optimizer: AdamW

    public init(epochs: Int, batchSize: Int, loss: Loss, schedule: Schedule, optimizer: AdamW) {
        self.epochs = epochs
        self.batchSize = batchSize
        self.loss = loss
        self.schedule = schedule
        self.optimizer = optimizer
    }
}

extension MLP {
    /// Fits the network to targets, one for each row of x (rows, inputs), in mini-batches of an order drawn anew for
    /// each epoch.
    ///
    /// - Parameter weights: how much each row counts; 1 each where nil.
    /// - Returns: the mean loss over the last epoch.
    @discardableResult public mutating func train(
        _ x: Matrix, targets: [Float], weights: [Float]? = nil, recipe: TrainingRecipe,
        using generator: inout some RandomNumberGenerator, by blas: OpenBLAS
    ) -> Float {
        precondition(x.rows == targets.count && x.columns == inputs, "one target for each row")
        var training = Training(self, recipe: recipe)
        let batches = (x.rows + recipe.batchSize - 1) / recipe.batchSize
        var mean: Float = 0
        for epoch in 0..<recipe.epochs {
            let order = generator.permutation(x.rows)
            mean = 0
            for batch in 0..<batches {
                let rows = order[batch * recipe.batchSize..<min(x.rows, (batch + 1) * recipe.batchSize)]
                let rate = recipe.schedule.rate(step: epoch * batches + batch, of: recipe.epochs * batches)
                let loss = training.step(
                    x.gathering(rows), targets: rows.map { targets[$0] }, weights: rows.map { weights?[$0] ?? 1 },
                    rate: rate, by: blas)
                mean += loss * Float(rows.count) / Float(x.rows)
            }
        }
        self = training.network
        return mean
    }
}

/// A network in training: its gradients, the optimiser's moments, and room for one batch.
struct Training {
    private(set) var network: MLP
    private(set) var gradients: MLP
    private var first: MLP
    private var second: MLP
    private var steps = 0
    private var room: Room
    private let recipe: TrainingRecipe

    /// What a batch needs between the forward and the backward pass.
    private struct Room {
        /// What each layer gives, before its activation and, once that is applied, the activation's slope.
        var slopes: [Matrix]
        /// Behind each activation.
        var outputs: [Matrix]
        /// ∂L by what each layer gives.
        var gradients: [Matrix]

        init(_ network: MLP, rows: Int) {
            outputs = network.layers.map { Matrix(rows: rows, columns: $0.weights.columns) }
            slopes = outputs
            gradients = outputs
        }
    }

    init(_ network: MLP, recipe: TrainingRecipe) {
        self.network = network
        self.recipe = recipe
        gradients = network.zero
        first = gradients
        second = gradients
        room = Room(network, rows: recipe.batchSize)
    }

    /// One step of the optimiser on a batch; returns the loss before it.
    mutating func step(_ x: Matrix, targets: [Float], weights: [Float], rate: Float, by blas: OpenBLAS) -> Float {
        let loss = differentiate(x, targets: targets, weights: weights, by: blas)
        steps += 1
        let (optimizer, decay) = (recipe.optimizer, recipe.optimizer.weightDecay)
        for index in network.layers.indices {
            optimizer.update(
                &network.layers[index].weights, gradient: gradients.layers[index].weights,
                first: &first.layers[index].weights, second: &second.layers[index].weights, rate: rate, decay: decay,
                step: steps)
            optimizer.update(
                &network.layers[index].bias, gradient: gradients.layers[index].bias, first: &first.layers[index].bias,
                second: &second.layers[index].bias, rate: rate, decay: 0, step: steps)
        }
        if var skip = network.skip, let gradient = gradients.skip, var m = first.skip, var v = second.skip {
            optimizer.update(&skip, gradient: gradient, first: &m, second: &v, rate: rate, decay: decay, step: steps)
            (network.skip, first.skip, second.skip) = (skip, m, v)
        }
        return loss
    }

    /// The loss on a batch; leaves its gradient by every parameter in `gradients`.
    mutating func differentiate(_ x: Matrix, targets: [Float], weights: [Float], by blas: OpenBLAS) -> Float {
        if room.outputs[0].rows != x.rows { room = Room(network, rows: x.rows) }
        let last = network.layers.count - 1
        for index in 0...last {
            network.layers[index].forward(index == 0 ? x : room.outputs[index - 1], into: &room.slopes[index], by: blas)
            network.activations[index].apply(to: &room.slopes[index], into: &room.outputs[index])
        }
        if let skip = network.skip { addProduct(x, skip, to: &room.outputs[last]) }
        let loss = recipe.loss.evaluate(
            room.outputs[last], targets: targets, weights: weights, gradient: &room.gradients[last])
        if var gradient = gradients.skip {
            blas.multiply(x, room.gradients[last], transposing: .left, into: &gradient)
            gradients.skip = gradient
        }
        for index in (0...last).reversed() {
            scale(&room.gradients[index], elementwiseBy: room.slopes[index])
            let layer = network.layers[index]
            layer.backward(
                index == 0 ? x : room.outputs[index - 1], gradient: room.gradients[index],
                into: &gradients.layers[index], by: blas)
            if index > 0 {
                layer.backward(gradient: room.gradients[index], into: &room.gradients[index - 1], by: blas)
            }
        }
        return loss
    }
}

extension MLP {
    /// The same shape, all parameters 0.
    fileprivate var zero: MLP {
        var result = self
        for index in layers.indices {
            result.layers[index] = Dense(
                inputs: layers[index].weights.rows, outputs: layers[index].weights.columns)
        }
        result.skip = skip.map { Matrix(rows: $0.rows, columns: 1) }
        return result
    }
}
