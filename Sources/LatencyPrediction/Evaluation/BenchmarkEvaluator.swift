public import Measurements

/// Holds networks of the published TFLite tables out of training, and predicts them and their kernels.
public struct BenchmarkEvaluator: Sendable {
    private let recipes: [PredictorRecipe]
    private let libraries: TrainingLibraries
    private let trainingSeed: UInt64 = 0

    /// - Throws: `PredictionError` of reason `unavailable` where a library that training needs is not installed.
    public init() throws(PredictionError) {
        recipes = try TFLiteGPURecipes.all()
        libraries = try TrainingLibraries()
    }

    /// The accuracy of a method on one GPU. No network is both trained on and predicted.
    public func evaluate(
        _ measurements: DeviceMeasurements, on gpu: BenchmarkedGPU, by method: EvaluationMethod,
        _ evaluationProtocol: EvaluationProtocol
    ) throws(PredictionError) -> Evaluation {
        let data = TrainingData(measurements, gpu: gpu.model, scopes: Set(recipes.map(\.scope)))
        let passes =
            switch evaluationProtocol {
            case .folds(let seeds): seeds.map { Folds(data.names, count: 5, seed: $0) }
            case .families: [Folds(data.names, families: NetworkFamilies.all.map(\.prefixes))]
            }
        var cases = EvaluationCases()
        for folds in passes {
            var pieces: [HeldOut.Piece] = []
            for fold in 0..<folds.count { pieces.append(try heldOut(fold, of: folds, data, by: method)) }
            cases.add(HeldOut(pieces, rows: data.rows.count), of: data)
        }
        return Evaluation(platform: gpu.device, method: method, groups: cases.groups)
    }

    private func heldOut(
        _ fold: Int, of folds: Folds, _ data: TrainingData, by method: EvaluationMethod
    ) throws(PredictionError) -> HeldOut.Piece {
        let isTrained: (String) -> Bool = { folds.places[$0] != fold }
        let known = data.rows.filter { isTrained($0.network) }
        switch method {
        case .kernelcast:
            return try data.heldOut(fold: fold, of: folds, recipes: recipes, seed: trainingSeed, by: libraries)
        case .nonNegativeLeastSquares:
            let bases = recipes.map(\.withoutCorrections)
            return try data.heldOut(fold: fold, of: folds, recipes: bases, seed: trainingSeed, by: libraries)
        case .flops:
            let baseline = WorkBaseline(known)
            return data.heldOut(isTrained: isTrained) { $0.map(baseline.milliseconds) }
        case .lookUp:
            let baseline = LookUpBaseline(known)
            return data.heldOut(isTrained: isTrained) { $0.map(baseline.milliseconds) }
        case .litePred:
            let predictors = try LitePredRecipe().train(known, seed: trainingSeed, by: libraries.blas)
            return data.heldOut(isTrained: isTrained) { predictors.predict($0).map { $0?.milliseconds } }
        }
    }
}

extension PredictorRecipe {
    /// The linear base alone.
    fileprivate var withoutCorrections: PredictorRecipe {
        var recipe = self
        recipe.trees = []
        recipe.networks = []
        recipe.modelCount = nil
        return recipe
    }
}
