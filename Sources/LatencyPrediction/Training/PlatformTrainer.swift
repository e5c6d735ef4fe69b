public import Measurements

/// Makes platforms of what was measured on the GPUs of the published TFLite tables.
public struct PlatformTrainer: Sendable {
    private let libraries: TrainingLibraries
    private let seed: UInt64

    /// - Throws: `PredictionError` of reason `unavailable` where a library that training needs is not installed.
    public init(seed: UInt64 = 0) throws(PredictionError) {
        libraries = try TrainingLibraries()
        self.seed = seed
    }

    /// The platform of one device: predictors of all its kernels, and their accuracy on networks held out in turn.
    ///
    /// - Parameter excluded: whether a network is left out of training, and so of the platform, altogether.
    public func platform(
        _ measurements: DeviceMeasurements, on gpu: BenchmarkedGPU,
        excluding excluded: (String) -> Bool = { _ in false }
    ) throws(PredictionError) -> Platform {
        var kept = measurements
        kept.kernels.removeAll { excluded($0.network) }
        kept.networks.removeAll { excluded($0.network) }
        let recipes = try TFLiteGPURecipes.all(for: gpu.model.family)
        let data = TrainingData(kept, gpu: gpu.model, scopes: Set(recipes.map(\.scope)))
        let held = try heldOut(data, recipes, folds: seed)
        // How wide intervals are follows from folds that no figure comes from.
        let others = try heldOut(data, recipes, folds: seed + 1)
        let predictors = PredictorSet(
            try data.train(recipes, on: { _ in true }, seed: seed, by: libraries).predictors.values.map {
                spread($0, data, others)
            })
        let networkSpread = networkSpread(data, others)
        return Platform(
            identity: .init(
                device: gpu.device, unit: "gpu", framework: "tflite", frameworkVersion: "2.10", precision: "fp16",
                threads: 0),
            ruleset: .init(name: "tflite-gpu", parameters: ["gpu": gpu.rulesetFamily]), gpu: gpu.model,
            provenance: provenance(of: kept, on: gpu),
            predictors: predictors,
            overhead: data.overhead(on: { _ in true }),
            fallback: Roofline(
                fitting: data.rows.map(\.view.configuration), milliseconds: data.rows.map(\.milliseconds)),
            networkSpread: networkSpread,
            accuracy: accuracy(data, held, predictors.predictors.mapValues(\.spread), networkSpread))
    }

    private func heldOut(
        _ data: TrainingData, _ recipes: [PredictorRecipe], folds seed: UInt64
    ) throws(PredictionError) -> HeldOut {
        let folds = Folds(data.names, count: 5, seed: seed)
        var pieces: [HeldOut.Piece] = []
        for fold in 0..<folds.count {
            pieces.append(try data.heldOut(fold: fold, of: folds, recipes: recipes, seed: self.seed, by: libraries))
        }
        return HeldOut(pieces, rows: data.rows.count)
    }

    /// The predictor with the errors that its like made on held-out kernels.
    private func spread(_ predictor: Predictor, _ data: TrainingData, _ held: HeldOut) -> Predictor {
        var predictor = predictor
        let pairs = pairs(data, held) { $0 == predictor.scope }
        if !pairs.measured.isEmpty {
            predictor.spread = Predictor.Spread(measured: pairs.measured, predicted: pairs.predicted)
        }
        return predictor
    }

    private func networkSpread(_ data: TrainingData, _ held: HeldOut) -> Predictor.Spread {
        let pairs = data.networks.compactMap { network in
            held.networks[network.network].map { (network.latencyMilliseconds, $0) }
        }
        return Predictor.Spread(measured: pairs.map(\.0), predicted: pairs.map(\.1))
    }

    private func accuracy(
        _ data: TrainingData, _ held: HeldOut, _ spreads: [Predictor.Scope: Predictor.Spread],
        _ networkSpread: Predictor.Spread
    ) -> Platform.HeldOutAccuracy {
        var kernels: [Predictor.Scope: Accuracy] = [:]
        for scope in Set(data.rows.map(\.scope)) {
            let pairs = pairs(data, held) { $0 == scope }
            kernels[scope] = Accuracy(
                predicted: pairs.predicted, measured: pairs.measured,
                spreads: spreads[scope].map { spread in pairs.measured.map { _ in spread } } ?? [])
        }
        let measured = data.networks.filter { held.networks[$0.network] != nil }
        let networks = Accuracy(
            predicted: measured.compactMap { held.networks[$0.network] }, measured: measured.map(\.latencyMilliseconds),
            spreads: measured.map { _ in networkSpread })
        return Platform.HeldOutAccuracy(
            protocolDescription: "5-fold by network, seed \(seed)",
            networks: networks
                ?? Accuracy(
                    count: 0, within5: 0, within10: 0, meanRelativeError: 0, rootMeanSquareMilliseconds: 0),
            kernels: kernels)
    }

    /// Held-out predictions of the kernels of some scopes, and their measured times.
    private func pairs(
        _ data: TrainingData, _ held: HeldOut, _ isWanted: (Predictor.Scope) -> Bool
    ) -> (predicted: [Double], measured: [Double]) {
        var pairs: (predicted: [Double], measured: [Double]) = ([], [])
        for (row, prediction) in zip(data.rows, held.kernels) where isWanted(row.scope) {
            guard let prediction else { continue }
            pairs.predicted.append(prediction)
            pairs.measured.append(row.milliseconds)
        }
        return pairs
    }

    private func provenance(of measurements: DeviceMeasurements, on gpu: BenchmarkedGPU) -> Platform.Provenance {
        Platform.Provenance(
            processor: gpu.processor, source: MobileBenchmark.source, commit: MobileBenchmark.commit,
            licence: MobileBenchmark.licence, citation: MobileBenchmark.citation,
            networkCount: measurements.networks.count, kernelCount: measurements.kernels.count)
    }
}
