import Glibc
import KernelFormation
import Measurements
import Testing

@testable import LatencyPrediction

@Suite struct KernelSamplerTests {
    /// Small images with many channels and large ones with few.
    static let prior: ShapePrior = {
        let shapes = (0..<40).map { index in
            let size = [7, 14, 28, 56, 112][index % 5]
            return KernelShape(
                size: size, inputChannels: 8 * (1 + index / 5) * 112 / size, outputChannels: 16 * (1 + index / 8),
                kernel: [1, 3][index % 2], stride: [1, 1, 2][index % 3])
        }
        return ShapePrior(shapes: shapes, weights: shapes.map { _ in 1 })
    }()

    @Test(arguments: KernelSampler.types) func everyTypeHasDifferentShapesWithinTheRange(type: KernelType) throws {
        let sampler = try KernelSampler(type, prior: Self.prior, seed: 1)
        let shapes = sampler.uniform(50)
        #expect(shapes.count == 50)
        #expect(Set(shapes).count == 50)
        #expect(shapes == sampler.uniform(50), "the same seed gives the same shapes")
        for shape in shapes where type == .conv || type == .dwconv {
            #expect((7...112).contains(shape.size))
            #expect([1, 2].contains(shape.stride))
        }
        if type == .dwconv {
            #expect(
                shapes.allSatisfy {
                    $0.inputChannels.isMultiple(of: 8) && $0.inputChannels == $0.outputChannels
                        && [3, 5, 7].contains($0.kernel)
                })
        }
    }

    @Test func anEmptyPriorIsRefused() {
        let error = #expect(throws: PredictionError.self) {
            try KernelSampler(.fc, prior: ShapePrior(shapes: [], weights: []), seed: 0)
        }
        #expect(error?.description == "expected a prior with shapes of \"fc\", found none")
    }

    @Test func adaptiveSamplesLieAroundTheWorstPredicted() throws {
        let shapes = (0..<60).map { KernelShape(size: 28, inputChannels: 16 + 8 * $0, outputChannels: 64, kernel: 3) }
        let measured = shapes.map { shape in
            let kernel = TransferSamples.convolution(size: 28, channels: shape.inputChannels, isDepthwise: false)
            // Beyond 400 channels the times jump about.
            let factor = shape.inputChannels > 400 ? (shape.inputChannels / 8 % 2 == 0 ? 3.0 : 1.0) : 1
            return (
                shape: shape,
                workload: Workload(name: "", kind: .kernel, group: kernel.type.rawValue, parts: [.init(kernel)]),
                milliseconds: factor * 1e-4 * Double(shape.inputChannels * shape.inputChannels)
            )
        }
        let sampler = try KernelSampler(.conv, prior: Self.prior, seed: 2)
        let chosen = try sampler.adaptive(40, measured: measured)
        #expect(Set(chosen).count == 40)
        #expect(Set(chosen).isDisjoint(with: shapes))
        let mean = chosen.reduce(0) { $0 + $1.inputChannels } / 40
        #expect(mean > 280, "0.8 times channels beyond 400, not beyond 16")
        let error = #expect(throws: PredictionError.self) { try sampler.adaptive(4, measured: Array(measured[..<3])) }
        #expect(error?.description == "expected at least 20 measurements of \"conv-bn-relu\", found 3")
    }

    @Test func divergenceIsNoneFromItself() {
        #expect(abs(ShapeDivergence.of(Self.prior, from: Self.prior)) < 0.05)
        let other = Self.prior.gathering([0, 1, 2])
        #expect(ShapeDivergence.of(Self.prior, from: other) > 1)
    }

    @Test func drawsGoByWeights() {
        var generator = SeededGenerator(seed: 0)
        let draw = WeightedDraw([1, 0, 3])
        var counts = [0, 0, 0]
        for _ in 0..<4000 { counts[draw(using: &generator)] += 1 }
        #expect(counts[1] == 0)
        #expect(abs(Double(counts[2]) / 4000 - 0.75) < 0.03)
    }
}

@Suite struct ShapeAutoencoderTests {
    private static let settings = ShapeAutoencoder.Settings(hidden: 6, latent: 3, steps: 0)

    /// Of error + β · divergence, for the first weights of every layer, with the noise held fixed. Where a step crosses
    /// the corner of a ReLU the difference is no derivative: nine of ten must agree to 1 %.
    @Test func gradientsEqualCentralDifferences() throws {
        let blas = try OpenBLAS()
        var generator = SeededGenerator(seed: 5)
        let axes = ShapeAxes(.conv, prior: KernelSamplerTests.prior)
        let autoencoder = ShapeAutoencoder(
            KernelSamplerTests.prior, axes: axes, settings: Self.settings, using: &generator, by: blas)
        let x = Matrix(rows: 4, columns: 5, elements: (0..<20).map { _ in Float(generator.uniform()) })
        let noise = (0..<12).map { _ in Float(generator.normal()) }
        func loss(_ layer: Int, _ weights: [Float]) -> Float {
            var changed = autoencoder
            changed.setWeights(weights, ofLayer: layer)
            let loss = changed.differentiate(x, noise: noise, beta: 0.05, by: blas)
            return loss.error + 0.05 * loss.divergence
        }
        var run = autoencoder
        _ = run.differentiate(x, noise: noise, beta: 0.05, by: blas)
        var agreeing = 0
        var all = 0
        for (index, layer) in autoencoder.layers.enumerated() {
            let weights = Array(layer.weights.elements.prefix(8))
            let gradient = run.gradients[index].weights.elements.prefix(8)
            let tolerance = 0.01 * max(gradient.map(abs).max() ?? 0, 1e-3)
            for place in weights.indices {
                var (above, below) = (weights, weights)
                above[place] += 5e-3
                below[place] -= 5e-3
                let difference = (loss(index, above) - loss(index, below)) / (above[place] - below[place])
                all += 1
                agreeing += abs(difference - gradient[place]) <= tolerance ? 1 : 0
            }
        }
        #expect(agreeing * 10 >= all * 9, "\(agreeing) of \(all)")
    }

    @Test func itLearnsWhereShapesLie() throws {
        let blas = try OpenBLAS()
        var generator = SeededGenerator(seed: 5)
        let axes = ShapeAxes(.conv, prior: KernelSamplerTests.prior)
        var autoencoder = ShapeAutoencoder(
            KernelSamplerTests.prior, axes: axes, settings: .init(hidden: 32, latent: 4, steps: 1000),
            using: &generator, by: blas)
        let shapes = autoencoder.sample(400, using: &generator, by: blas)
        let small = shapes.filter { $0.size <= 14 }
        let large = shapes.filter { $0.size >= 56 }
        #expect(small.count > 40)
        #expect(large.count > 40)
        func mean(_ shapes: [KernelShape]) -> Double {
            shapes.reduce(0) { $0 + log2(Double($1.inputChannels)) } / Double(max(shapes.count, 1))
        }
        #expect(mean(small) > mean(large) + 1.5, "small images have many channels")
    }
}
