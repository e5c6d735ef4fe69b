import KernelFormation

/// a + b · MACs for each predictor's scope, fitted to relative errors.
struct WorkBaseline {
    private var lines: [Predictor.Scope: (constant: Double, slope: Double)] = [:]

    init(_ rows: [TrainingData.Row]) {
        for (scope, rows) in Dictionary(grouping: rows, by: \.scope) {
            let design = Design(
                rows: rows.count, columns: 2, elements: rows.flatMap { [1, Double($0.view.work)] })
            let latencies = rows.map(\.milliseconds)
            let weights = NonNegativeLeastSquares.solve(design, latencies, scales: latencies.map { 1 / $0 })
            lines[scope] = (weights[0], weights[1])
        }
    }

    /// nil for a kernel of a kind that was not in training.
    func milliseconds(_ kernel: KernelView) -> Double? {
        let own = lines[.init(kernel.type, algorithm: kernel.configuration.algorithm)]
        return (own ?? lines[.init(kernel.type)]).map { $0.constant + $0.slope * Double(kernel.work) }
    }
}
