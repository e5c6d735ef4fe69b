import KernelFormation
public import Measurements

/// What was measured on one GPU, as training and evaluation see it.
public struct TrainingData: Sendable {
    /// A kernel, the predictor that it is for, and its time.
    struct Row: Sendable {
        var view: KernelView
        var scope: Predictor.Scope
        var network: String
        var milliseconds: Double
    }

    let rows: [Row]
    /// End to end.
    let networks: [NetworkMeasurement]
    /// By network, how many operations of the framework the measurements do not list.
    let otherKernels: [String: Int]

    /// - Parameter scopes: those that predictors are made for; an algorithm that has none goes to its type's.
    public init(_ measurements: DeviceMeasurements, gpu: GPUModel?, scopes: Set<Predictor.Scope>) {
        rows = measurements.kernels.compactMap { measurement in
            guard let view = KernelView(measurement.kernel, gpu: gpu) else { return nil }
            let own = Predictor.Scope(view.type, algorithm: view.configuration.algorithm)
            return Row(
                view: view, scope: scopes.contains(own) ? own : Predictor.Scope(view.type),
                network: measurement.network, milliseconds: measurement.latencyMilliseconds)
        }
        networks = measurements.networks
        otherKernels = Dictionary(grouping: measurements.kernels, by: \.network).mapValues { kernels in
            let listed = Set(kernels.flatMap(\.operations))
            return (listed.max() ?? -1) + 1 - listed.count
        }
    }

    /// The networks that have kernels, in order.
    public var names: [String] { Set(rows.map(\.network)).sorted() }

    /// Predictors trained on the kernels of some networks.
    func train(
        _ recipes: [PredictorRecipe], on isTrained: (String) -> Bool, seed: UInt64, by libraries: TrainingLibraries
    ) throws(PredictionError) -> PredictorSet {
        let known = rows.filter { isTrained($0.network) }
        var predictors: [Predictor] = []
        for recipe in recipes {
            let own = known.filter { $0.scope == recipe.scope || recipe.relatives.contains($0.scope) }
            guard own.contains(where: { $0.scope == recipe.scope }) else { continue }
            let samples = PredictorRecipe.Samples(
                kernels: own.map(\.view), milliseconds: own.map(\.milliseconds))
            predictors.append(try recipe.train(samples, seed: seed, by: libraries))
        }
        return PredictorSet(predictors)
    }
}
