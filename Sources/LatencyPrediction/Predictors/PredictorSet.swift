import KernelFormation

/// The predictors of one platform, by what they are for.
public struct PredictorSet: Sendable, Hashable {
    public private(set) var predictors: [Predictor.Scope: Predictor]
    /// Those to which it matters what runs around a kernel.
    private let contextual: Set<Predictor.Scope>

    public init(_ predictors: [Predictor]) {
        self.predictors = Dictionary(uniqueKeysWithValues: predictors.map { ($0.scope, $0) })
        contextual = Set(predictors.filter(\.readsContext).map(\.scope))
    }

    /// What a predictor says of one kernel.
    struct Estimate {
        var milliseconds: Double
        /// Whether the kernel lies within the ranges of training.
        var isWithinRanges: Bool
        var predictor: Predictor.Scope
        var spread: Predictor.Spread
    }

    /// An estimate for each kernel of a network in order of execution, nil where no predictor is for it; kernels of one
    /// predictor go through it together.
    func predict(network kernels: [KernelView?]) -> [Estimate?] {
        var kernels = kernels
        setContexts(of: &kernels)
        return predict(kernels)
    }

    /// Tells each kernel of one network that a predictor may be for what runs around it.
    func setContexts(of kernels: inout [KernelView?]) {
        let places = kernels.indices.filter { kernels[$0].map { scope(for: $0) != nil || $0.parts != nil } ?? false }
        var listed = places.compactMap { kernels[$0] }
        listed.setContexts()
        for (place, view) in zip(places, listed) { kernels[place] = view }
    }

    /// What runs around each kernel of one network, as far as the kernel's predictor reads it; empty where none does.
    func contexts(of kernels: @autoclosure () -> [KernelView?]) -> [KernelContext] {
        guard !contextual.isEmpty else { return [] }
        var views = kernels()
        setContexts(of: &views)
        return views.map { view in
            guard let view, let scope = scope(for: view), contextual.contains(scope) else { return KernelContext() }
            return view.context
        }
    }

    /// An estimate for each kernel as its context stands.
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
            for (row, prediction) in zip(rows, predictor.predict(rows.compactMap { kernels[$0] })) {
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
