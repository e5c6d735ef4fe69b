import Glibc
import Measurements

/// LitePred's sampler (NSDI 2024): a variational autoencoder that learns where networks put their kernels, and draws
/// shapes from there.
///
/// Encoder and decoder have three hidden layers behind the first, and a sigmoid ends the decoder. The loss is the mean
/// squared error + β · the divergence from the normal distribution. LitePred draws codes from the normal distribution,
/// which the prior's codes do not fill: many that are drawn so lie between those of any shape. Here the code of a shape
/// of the prior is drawn, and one beside it, as far off as codes are uncertain. The layers are half as wide as
/// LitePred's, which with all else alike come no nearer, and β is fixed.
struct ShapeAutoencoder: Sendable {
    /// How it learns.
    struct Settings: Sendable, Hashable {
        var hidden = 128
        var latent = 16
        var steps = 3000
        var batchSize = 32
        var rate: Float = 2e-3
        /// As if shapes were known to some 2 % of each axis: a larger one blurs them.
        var beta: Float = 1e-4
    }

    private let axes: ShapeAxes
    private let settings: Settings
    private let rows: [[Float]]
    private let draw: WeightedDraw
    private var encoder: LayerStack
    private var decoder: LayerStack

    /// Learns from a prior of at least one shape, whose rows are drawn by their weights.
    init(
        _ prior: ShapePrior, axes: ShapeAxes, settings: Settings = Settings(),
        using generator: inout some RandomNumberGenerator, by blas: OpenBLAS
    ) {
        self.axes = axes
        self.settings = settings
        let hidden = Array(repeating: settings.hidden, count: 4)
        encoder = LayerStack(widths: [axes.count] + hidden + [2 * settings.latent], using: &generator)
        decoder = LayerStack(widths: [settings.latent] + hidden + [axes.count], using: &generator)
        rows = prior.shapes.map(axes.scaled)
        draw = WeightedDraw(prior.weights)
        let schedule = Schedule(.cosine, peak: settings.rate)
        for step in 0..<settings.steps {
            let x = batch(settings.batchSize, using: &generator)
            let noise = (0..<x.rows * settings.latent).map { _ in Float(generator.normal()) }
            // β rises over the first third, so that codes mean something before they are kept together.
            let beta = settings.beta * min(1, 3 * Float(step) / Float(settings.steps))
            _ = differentiate(x, noise: noise, beta: beta, by: blas)
            let rate = schedule.rate(step: step, of: settings.steps)
            encoder.step(rate: rate, by: AdamW())
            decoder.step(rate: rate, by: AdamW())
        }
    }

    /// Shapes of the prior, drawn by their weights: (count, axes).
    private func batch(_ count: Int, using generator: inout some RandomNumberGenerator) -> Matrix {
        Matrix(
            rows: count, columns: axes.count,
            elements: (0..<count).flatMap { _ in rows[draw(using: &generator)] })
    }

    /// The squared error and the divergence of a batch x (batch, axes), with the given normal numbers (batch, latent);
    /// leaves the gradients of error + β · divergence in both halves.
    mutating func differentiate(
        _ x: Matrix, noise: [Float], beta: Float, by blas: OpenBLAS
    ) -> (error: Float, divergence: Float) {
        let latent = settings.latent
        let coded = encoder.forward(x, by: blas)
        var dy = decoder.forward(codes(coded, noise: noise), by: blas)
        var error: Float = 0
        let share = 1 / Float(max(x.elements.count, 1))
        for index in dy.elements.indices {
            let y = 1 / (1 + expf(-dy.elements[index]))
            let difference = y - x.elements[index]
            error += share * difference * difference
            dy.elements[index] = 2 * share * difference * y * (1 - y)
        }
        let dz = decoder.backward(dy, by: blas)
        var dCoded = Matrix(rows: x.rows, columns: 2 * latent)
        var divergence: Float = 0
        let weight = 1 / Float(max(x.rows, 1))
        for row in 0..<x.rows {
            for column in 0..<latent {
                let (mean, deviation) = (coded[row, column], expf(coded[row, latent + column]))
                let slope = dz[row, column]
                divergence +=
                    weight * 0.5 * (mean * mean + deviation * deviation - 1) - weight * coded[row, latent + column]
                dCoded[row, column] = slope + beta * weight * mean
                dCoded[row, latent + column] =
                    slope * noise[row * latent + column] * deviation + beta * weight * (deviation * deviation - 1)
            }
        }
        _ = encoder.backward(dCoded, by: blas)
        return (error, divergence)
    }

    /// z (batch, latent) = mean + deviation · noise, of what the encoder says: means, then logarithms of deviations.
    private func codes(_ coded: Matrix, noise: [Float]) -> Matrix {
        let latent = settings.latent
        var z = Matrix(rows: coded.rows, columns: latent)
        for row in 0..<coded.rows {
            for column in 0..<latent {
                z[row, column] = coded[row, column] + expf(coded[row, latent + column]) * noise[row * latent + column]
            }
        }
        return z
    }

    /// So many shapes, as they come.
    mutating func sample(
        _ count: Int, using generator: inout some RandomNumberGenerator, by blas: OpenBLAS
    ) -> [KernelShape] {
        let coded = encoder.forward(batch(count, using: &generator), by: blas)
        let noise = (0..<count * settings.latent).map { _ in Float(generator.normal()) }
        let y = decoder.forward(codes(coded, noise: noise), by: blas)
        return (0..<count).map { row in
            axes.shape(y.elements[row * axes.count..<(row + 1) * axes.count].map { 1 / (1 + expf(-$0)) })
        }
    }

    /// The gradients of both halves, layer by layer, as `differentiate` left them.
    var gradients: [Dense] { encoder.gradients + decoder.gradients }
    /// The layers of both halves.
    var layers: [Dense] { encoder.layers + decoder.layers }

    /// Replaces the first weights of a layer.
    mutating func setWeights(_ values: [Float], ofLayer index: Int) {
        let count = encoder.layers.count
        if index < count {
            encoder.setWeights(values, ofLayer: index)
        } else {
            decoder.setWeights(values, ofLayer: index - count)
        }
    }
}

/// Draws places by their weights.
struct WeightedDraw: Sendable {
    private let sums: [Double]

    /// - Parameter weights: at least one, none negative.
    init(_ weights: [Double]) {
        var sum = 0.0
        sums = weights.map {
            sum += $0
            return sum
        }
    }

    /// A place.
    func callAsFunction(using generator: inout some RandomNumberGenerator) -> Int {
        let value = generator.uniform() * (sums.last ?? 0)
        var (low, high) = (0, sums.count - 1)
        while low < high {
            let middle = (low + high) / 2
            if sums[middle] > value { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
