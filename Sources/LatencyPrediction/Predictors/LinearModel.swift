/// A sum of terms with weights that are not negative, in milliseconds.
public struct LinearModel: Sendable, Hashable {
    public var terms: [Term]
    public var weights: [Double]
    /// The least that it answers.
    public var floorMilliseconds: Double

    init(terms: [Term], weights: [Double], floorMilliseconds: Double) {
        precondition(terms.count == weights.count, "a weight for each term")
        self.terms = terms
        self.weights = weights
        self.floorMilliseconds = floorMilliseconds
    }

    /// Fits relative errors by non-negative least squares. Terms that get no weight are dropped.
    init(fitting table: FeatureTable, terms: [Term], latencies: [Double]) {
        let weights = NonNegativeLeastSquares.solve(table.design(terms), latencies, scales: latencies.map { 1 / $0 })
        let kept = terms.indices.filter { weights[$0] > 0 }
        // A linear model may all but vanish on a small kernel, whose true time has a floor.
        self.init(
            terms: kept.map { terms[$0] }, weights: kept.map { weights[$0] },
            floorMilliseconds: 0.3 * (latencies.min() ?? 0))
    }

    /// The milliseconds of each kernel of the table.
    func values(_ table: FeatureTable) -> [Double] {
        table.design(terms).values(weights).map { max($0, floorMilliseconds) }
    }
}
