import Testing

@testable import LatencyPrediction

@Suite struct MLPTests {
    static let activations: [Activation] = [.gelu, .identity, .leakyReLU(slope: 0.3), .relu]
    static let losses: [Loss] = [.huber(delta: 0.5), .relative, .squared]

    @Test(arguments: activations) func slopesEqualCentralDifferences(_ activation: Activation) {
        let points: [Float] = [-4, -1.5, -0.3, 0.2, 0.7, 1.9, 5]
        var slopes = Matrix(rows: 1, columns: points.count, elements: points)
        var values = slopes
        activation.apply(to: &slopes, into: &values)
        var alone = Matrix(rows: 1, columns: points.count, elements: points)
        activation.apply(to: &alone)
        #expect(alone == values)
        expectGradient(of: points, equals: slopes.elements) { points in
            var z = Matrix(rows: 1, columns: points.count, elements: points)
            activation.apply(to: &z)
            return z.elements.reduce(0, +)
        }
    }

    /// From PyTorch 2.15, `torch.nn.functional.gelu(x, approximate="tanh")`.
    @Test func geluHasItsKnownValues() {
        var z = Matrix(rows: 1, columns: 5, elements: [-3, -1, 0, 0.5, 30])
        Activation.gelu.apply(to: &z)
        let expected: [Float] = [-0.003_637_392, -0.158_808_01, 0, 0.345_714_01, 30]
        #expect(zip(z.elements, expected).allSatisfy { abs($0 - $1) <= 1e-6 })
    }

    /// Weights of the last layer that move by their root mean square move the answer by its leverages.
    @Test func leveragesAreWhatTheLastLayersWeightsMove() throws {
        var generator = SeededGenerator(seed: 3)
        let network = MLP(
            widths: [3, 5, 4], activations: [.gelu, .gelu, .identity], hasSkip: .linear,
            initialization: .normal(gain: 1), using: &generator)
        let standardizer = Standardizer(
            means: [1, 2, 3], deviations: [1, 2, 4], minima: [-9, -9, -9], maxima: [9, 9, 9])
        let x = Matrix(rows: 2, columns: 3, elements: [1, 0, 4, 2, 5, -3])
        func model(_ network: MLP) -> Correction.Model { .network(network, standardizer, scale: 0.5) }
        let leverages = model(network).leverages(x)
        let last = network.layers[2].weights.elements
        let rootMeanSquare = (last.reduce(0) { $0 + $1 * $1 } / 4).squareRoot()
        for place in last.indices {
            var moved = network
            moved.layers[2].weights.elements[place] += rootMeanSquare
            for (row, (after, before)) in zip(model(moved).predict(x), model(network).predict(x)).enumerated() {
                #expect(abs(after - before - leverages[row][place]) < 1e-5)
            }
        }
    }

    @Test(arguments: losses) func lossGradientsEqualCentralDifferences(_ loss: Loss) {
        let outputs: [Float] = [0.8, 2.5, -1, 4]
        let targets: [Float] = [1, 2.2, 0.5, 9]
        let weights: [Float] = [1, 0.5, 2, 1]
        var gradient = Matrix(rows: 4, columns: 1)
        _ = loss.evaluate(
            Matrix(rows: 4, columns: 1, elements: outputs), targets: targets, weights: weights, gradient: &gradient)
        expectGradient(of: outputs, equals: gradient.elements) { outputs in
            var unused = Matrix(rows: 4, columns: 1)
            return loss.evaluate(
                Matrix(rows: 4, columns: 1, elements: outputs), targets: targets, weights: weights, gradient: &unused)
        }
    }

    @Test(arguments: [MLP.Skip.linear, .none]) func everyParametersGradientEqualsCentralDifferences(_ skip: MLP.Skip)
        throws
    {
        let blas = try OpenBLAS()
        var generator = SeededGenerator(seed: 3)
        let network = MLP(
            widths: [4, 6, 5], activations: [.gelu, .gelu, .identity], hasSkip: skip,
            initialization: .uniform, using: &generator)
        let x = Matrix.random(7, 4, &generator)
        let targets = (0..<7).map { _ in Float(generator.normal()) }
        let recipe = TrainingRecipe(
            epochs: 1, batchSize: 7, loss: .squared, schedule: Schedule(.constant, peak: 1), optimizer: AdamW())
        func loss(_ network: MLP) -> Float {
            zip(network.predict(x), targets).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / 7
        }
        var training = Training(network, recipe: recipe)
        let value = training.differentiate(x, targets: targets, weights: Array(repeating: 1, count: 7), by: blas)
        #expect(abs(value - loss(network)) <= 1e-5)
        for index in network.layers.indices {
            expectGradient(
                of: network.layers[index].weights.elements, equals: training.gradients.layers[index].weights.elements
            ) {
                var changed = network
                changed.layers[index].weights.elements = $0
                return loss(changed)
            }
            expectGradient(
                of: network.layers[index].bias.elements, equals: training.gradients.layers[index].bias.elements
            ) {
                var changed = network
                changed.layers[index].bias.elements = $0
                return loss(changed)
            }
        }
        expectGradient(of: network.skip?.elements ?? [], equals: training.gradients.skip?.elements ?? []) {
            var changed = network
            changed.skip?.elements = $0
            return loss(changed)
        }
    }

    private func trained(seed: UInt64) throws -> (network: MLP, x: Matrix, targets: [Float]) {
        var generator = SeededGenerator(seed: seed)
        var network = MLP(
            widths: [2, 32, 32], activations: [.gelu, .gelu, .identity], hasSkip: .linear,
            initialization: .normal(gain: 0.7), using: &generator)
        let x = Matrix.random(500, 2, &generator)
        let targets = (0..<500).map { x[$0, 0] * x[$0, 1] + max(x[$0, 0], 0) }
        let recipe = TrainingRecipe(
            epochs: 60, batchSize: 64, loss: .huber(delta: 0.5), schedule: Schedule(.cosine, peak: 5e-3, warmUp: 0.05),
            optimizer: AdamW(weightDecay: 1e-2))
        network.train(x, targets: targets, recipe: recipe, using: &generator, by: try OpenBLAS())
        return (network, x, targets)
    }

    @Test func learnsAProductAndAKink() throws {
        let (network, x, targets) = try trained(seed: 11)
        let errors = zip(network.predict(x), targets).map { abs($0 - $1) }
        #expect(errors.reduce(0, +) / 500 < 0.1)
    }

    @Test func theSameSeedGivesTheSameBits() throws {
        #expect(try trained(seed: 5).network == trained(seed: 5).network)
    }

    @Test func theScheduleRisesThenFalls() {
        let schedule = Schedule(.cosine, peak: 2, warmUp: 0.1)
        let rates = (0..<100).map { schedule.rate(step: $0, of: 100) }
        #expect(abs(rates[4] - 1) < 0.02)
        #expect(abs(rates[50] - 1) < 1e-6)
        #expect(rates[99] < 0.001)
        #expect(Schedule(.constant, peak: 2).rate(step: 70, of: 100) == 2)
    }

    /// One step of Adam moves every parameter by the learning rate against its gradient's sign; decay comes on top.
    @Test func theFirstStepOfAdamWIsTheRate() {
        var parameters = Matrix(rows: 1, columns: 2, elements: [1, -1])
        var first = Matrix(rows: 1, columns: 2)
        var second = first
        AdamW(weightDecay: 0.5).update(
            &parameters, gradient: Matrix(rows: 1, columns: 2, elements: [3, -0.01]), first: &first, second: &second,
            rate: 0.1, decay: 0.5, step: 1)
        #expect(zip(parameters.elements, [0.85, -0.85]).allSatisfy { abs($0 - $1) < 1e-5 })
    }
}
