/// How the predictor of one scope is made from measurements.
public struct PredictorRecipe: Sendable {
    /// Boosted trees on what the base leaves.
    public struct Trees: Sendable {
        /// XGBoost's parameters.
        public var parameters: [(name: String, value: String)]
        public var rounds: Int
    }

    /// A network on what the base leaves.
    public struct Network: Sendable {
        /// Of the hidden layers.
        public var widths: [Int]
        public var recipe: TrainingRecipe
    }

    public var scope: Predictor.Scope
    /// Other scopes whose kernels it also learns from.
    public var relatives: [Predictor.Scope] = []
    /// Of the linear base.
    public var base: [Term]
    /// Of all corrections.
    public var terms: [Term]
    public var trees: [Trees]
    public var networks: [Network]
    /// Whole numbers that tell configurations apart.
    public var key: [Term]
    /// How many measurements of a configuration count as much as the model; nil to remember none.
    public var modelCount: Double?
    /// Fewer kernels than this get the base alone.
    public var leastForCorrections: Int
}
