import KernelFormation

/// LitePred's predictors as they were published (NSDI 2024): 16 linear layers for each kind of kernel, raw features and
/// milliseconds, mean relative error as loss, Adam at 10⁻³ under a cosine over 350 epochs, batches of 32.
struct LitePredRecipe {
    private static let widths = [16, 32, 64, 128, 128, 256, 256, 256, 256, 256, 256, 256, 128, 64, 16]
    private static let features = [
        "input_height", "input_channels", "output_channels", "kernel", "stride", "litepred_mflops", "litepred_mparams",
    ]

    /// The layers' activations: ReLU, but leaky behind the 13th and 14th, and nothing behind the last.
    private static let activations: [Activation] = (1...16).map { layer in
        switch layer {
        case 13, 14: .leakyReLU(slope: 0.3)
        case 16: .identity
        default: .relu
        }
    }

    private static let recipe = TrainingRecipe(
        epochs: 350, batchSize: 32, loss: .relative, schedule: Schedule(.cosine, peak: 1e-3),
        optimizer: AdamW(weightDecay: 0))

    /// A predictor for each scope of the rows.
    func train(_ rows: [TrainingData.Row], seed: UInt64, by blas: OpenBLAS) throws(PredictionError) -> PredictorSet {
        let terms = try Self.features.map(Term.init)
        var predictors: [Predictor] = []
        let scopes = Dictionary(grouping: rows, by: \.scope)
        for (scope, rows) in scopes.sorted(by: { $0.key.name < $1.key.name }) {
            let kernels = rows.map(\.view)
            var generator = SeededGenerator(seed: seed)
            var network = MLP(
                widths: [terms.count] + Self.widths, activations: Self.activations, hasSkip: .none,
                initialization: .uniform, using: &generator)
            network.train(
                FeatureTable(kernels, for: terms).matrix(terms), targets: rows.map { Float($0.milliseconds) },
                recipe: Self.recipe, using: &generator, by: blas)
            predictors.append(
                Predictor(
                    scope: scope, body: .direct(network, terms), ranges: [], spread: Predictor.Spread(low: 0, high: 0)))
        }
        return PredictorSet(predictors)
    }
}
