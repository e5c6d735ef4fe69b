import KernelFormation

/// The predictors of one platform, by what they are for.
public struct PredictorSet: Sendable, Hashable {
    public private(set) var predictors: [Predictor.Scope: Predictor]

    public init(_ predictors: [Predictor]) {
        self.predictors = Dictionary(uniqueKeysWithValues: predictors.map { ($0.scope, $0) })
    }

    /// What a predictor says of one kernel.
    struct Estimate {
        var milliseconds: Double
        /// Whether the kernel lies within the ranges of training.
        var isWithinRanges: Bool
        var predictor: Predictor.Scope
        var spread: Predictor.Spread
    }

    /// An estimate for each kernel, nil where no predictor is for it; kernels of one predictor go through it together.
    func predict(_ kernels: [KernelView?]) -> [Estimate?] {
        var result: [Estimate?] = Array(repeating: nil, count: kernels.count)
        var rows: [Predictor.Scope: [Int]] = [:]
        var apart: [(row: Int, parts: [KernelView])] = []
        for (row, kernel) in kernels.enumerated() {
            guard let kernel else { continue }
            if let scope = scope(for: kernel) {
                rows[scope, default: []].append(row)
            } else if let parts = kernel.parts {
                apart.append((row, parts))
            }
        }
        for (scope, rows) in rows {
            guard let predictor = predictors[scope] else { continue }
            let predictions = predictor.predict(rows.compactMap { kernels[$0] })
            for (row, prediction) in zip(rows, predictions) {
                result[row] = Estimate(
                    milliseconds: prediction.milliseconds, isWithinRanges: prediction.isWithinRanges, predictor: scope,
                    spread: predictor.spread)
            }
        }
        for (row, parts) in apart { result[row] = sum(of: parts) }
        return result
    }

    /// The predictor that is for the kernel: of its algorithm, or of its type alone.
    private func scope(for kernel: KernelView) -> Predictor.Scope? {
        let own = Predictor.Scope(kernel.type, algorithm: kernel.configuration.algorithm)
        if predictors[own] != nil { return own }
        let general = Predictor.Scope(kernel.type)
        return kernel.parts == nil && predictors[general] != nil ? general : nil
    }

    /// Two kernels in one, as if they ran one after the other.
    private func sum(of parts: [KernelView]) -> Estimate? {
        let estimates = predict(parts).compactMap(\.self)
        guard estimates.count == parts.count, var sum = estimates.first else { return nil }
        for estimate in estimates.dropFirst() { sum.milliseconds += estimate.milliseconds }
        sum.isWithinRanges = false
        return sum
    }
}
