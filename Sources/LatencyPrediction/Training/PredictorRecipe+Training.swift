import Glibc

extension PredictorRecipe {
    /// What a predictor is trained on.
    struct Samples {
        var kernels: [KernelView]
        var milliseconds: [Double]
    }

    /// Trains on kernels, of which there is at least one.
    func train(_ samples: Samples, seed: UInt64, by libraries: TrainingLibraries) throws(PredictionError) -> Predictor {
        let ranges = key + (Self.magnitudes.compactMap { try? Term($0) })
        let table = FeatureTable(samples.kernels, for: base + terms + ranges)
        let linear = LinearModel(fitting: table, terms: base, latencies: samples.milliseconds)
        var corrections: [Correction] = []
        if samples.kernels.count >= leastForCorrections {
            let residuals = zip(samples.milliseconds, linear.values(table)).map { Float(log($0 / $1)) }
            corrections = try self.corrections(
                table.matrix(terms), residuals, weights: weights(samples, table), seed: seed, by: libraries)
        }
        let memory = modelCount.map {
            Memory(samples.kernels, table, terms: key, latencies: samples.milliseconds, modelCount: $0)
        }
        return Predictor(
            scope: scope, body: .corrected(base: linear, corrections, memory), ranges: Self.ranges(ranges, table),
            spread: Predictor.Spread(low: 0, high: 0))
    }

    /// Besides the key, what must lie within the range of training.
    private static let magnitudes = ["macs", "input_vectors", "output_vectors"]

    /// A configuration measured n times counts √n times, not n.
    private func weights(_ samples: Samples, _ table: FeatureTable) -> [Float] {
        let keys = ConfigurationKey.all(samples.kernels, table, terms: key)
        var counts: [ConfigurationKey: Int] = [:]
        for key in keys { counts[key, default: 0] += 1 }
        return keys.map { 1 / Float(counts[$0] ?? 1).squareRoot() }
    }

    private func corrections(
        _ x: Matrix, _ residuals: [Float], weights: [Float], seed: UInt64, by libraries: TrainingLibraries
    ) throws(PredictionError) -> [Correction] {
        let sum = zip(residuals, weights).reduce(0) { $0 + $1.0 * $1.1 }
        let start = [("seed", String(seed)), ("base_score", String(sum / weights.reduce(0, +)))]
        var corrections: [Correction] = []
        for tree in trees {
            let ensemble = try libraries.xgboost.train(
                x, targets: residuals, weights: weights, parameters: tree.parameters + start, rounds: tree.rounds)
            corrections.append(Correction(terms: terms, model: .trees(ensemble)))
        }
        for network in networks {
            corrections.append(
                Correction(
                    terms: terms,
                    model: network.train(x, residuals, weights: weights, seed: seed, by: libraries.blas)))
        }
        return corrections
    }

    private static func ranges(_ terms: [Term], _ table: FeatureTable) -> [Predictor.Range] {
        let design = table.design(terms)
        return terms.enumerated().map { column, term in
            let values = stride(from: column, to: design.elements.count, by: terms.count).map { design.elements[$0] }
            return Predictor.Range(term: term, minimum: values.min() ?? 0, maximum: values.max() ?? 0)
        }
    }
}

extension PredictorRecipe.Network {
    /// Trains on residuals brought to deviation 1.
    func train(
        _ x: Matrix, _ residuals: [Float], weights: [Float], seed: UInt64, by blas: OpenBLAS
    ) -> Correction.Model {
        let standardizer = Standardizer(fitting: x)
        let target = Standardizer(fitting: Matrix(rows: residuals.count, columns: 1, elements: residuals))
        let scale = target.deviations[0]
        var generator = SeededGenerator(seed: seed)
        var network = MLP(
            widths: [x.columns] + widths, activations: widths.map { _ in .gelu } + [.identity], hasSkip: .linear,
            initialization: .normal(gain: 0.7), using: &generator)
        let mean = weights.reduce(0, +) / Float(weights.count)
        network.train(
            standardizer(x), targets: residuals.map { $0 / scale }, weights: weights.map { $0 / mean }, recipe: recipe,
            using: &generator, by: blas)
        return .network(network, standardizer, scale: scale)
    }
}

/// The libraries that training needs.
public struct TrainingLibraries: Sendable {
    let blas: OpenBLAS
    let xgboost: XGBoost

    /// Opens both.
    public init() throws(PredictionError) {
        blas = try OpenBLAS()
        xgboost = try XGBoost()
    }
}
