import Glibc
public import KernelFormation

/// What tells how long kernels of one type take on one platform.
public struct Predictor: Sendable, Hashable {
    /// The kernels that it is for.
    public struct Scope: Sendable, Hashable {
        public var type: KernelType
        /// A choice of the runtime with a predictor of its own: `winograd`. Empty for the other choices.
        public var algorithm: String

        public init(_ type: KernelType, algorithm: String = "") {
            self.type = type
            self.algorithm = algorithm
        }

        /// The name of its file, and the predictor's name in reports: `conv-bn-relu+winograd`.
        public var name: String { algorithm.isEmpty ? type.rawValue : "\(type.rawValue)+\(algorithm)" }
    }

    /// The kinds of predictors.
    public enum Family: String, Sendable, Hashable, CaseIterable {
        /// Boosted trees, on what a linear model leaves.
        case gbdt
        case linear
        /// The published network of 16 layers: raw features in, milliseconds out.
        case litePredMLP = "litepred-mlp"
        /// A small network, on what a linear model leaves.
        case mlp
    }

    /// How it computes.
    public enum Body: Sendable, Hashable {
        /// base · exp(mean of the corrections), drawn towards what was measured; without a base, 1.
        case corrected(base: LinearModel?, [Correction], Memory?)
        /// A network from raw terms to milliseconds.
        case direct(MLP, [Term])
    }

    /// The range of a term in training.
    public struct Range: Sendable, Hashable {
        public var term: Term
        public var minimum: Double
        public var maximum: Double
    }

    /// The 5 % and the 95 % quantile of ln(measured / predicted) on held-out kernels.
    public struct Spread: Sendable, Hashable {
        public var low: Double
        public var high: Double

        public init(low: Double, high: Double) {
            self.low = low
            self.high = high
        }

        /// Whether a measured time lies within the interval about the predicted one.
        func contains(_ measured: Double, predicted: Double) -> Bool {
            let error = log(measured / predicted)
            return low <= error && error <= high
        }
    }

    public var scope: Scope
    public var body: Body
    public var ranges: [Range]
    public var spread: Spread

    public var family: Family {
        switch body {
        case .direct: .litePredMLP
        case .corrected(_, let corrections, _):
            if corrections.isEmpty {
                .linear
            } else if corrections.contains(where: { if case .trees = $0.model { true } else { false } }) {
                .gbdt
            } else {
                .mlp
            }
        }
    }

    /// The terms that it reads.
    var terms: [Term] {
        switch body {
        case .direct(_, let terms): terms + ranges.map(\.term)
        case .corrected(let base, let corrections, let memory):
            (base?.terms ?? []) + corrections.flatMap(\.terms) + (memory?.terms ?? []) + ranges.map(\.term)
        }
    }

    /// Whether what runs around a kernel matters to it.
    var readsContext: Bool { terms.contains { !Features.contextual.isDisjoint(with: $0.factors) } }

    /// Milliseconds for each kernel, and whether it lies within the ranges of training.
    func predict(_ kernels: [KernelView]) -> [(milliseconds: Double, isWithinRanges: Bool)] {
        let table = FeatureTable(kernels, for: terms)
        let design = table.design(ranges.map(\.term))
        return milliseconds(kernels, table).enumerated().map { row, milliseconds in
            let isWithin = ranges.enumerated().allSatisfy { column, range in
                let value = design.elements[row * ranges.count + column]
                return value >= range.minimum && value <= range.maximum
            }
            return (milliseconds, isWithin)
        }
    }

    private func milliseconds(_ kernels: [KernelView], _ table: FeatureTable) -> [Double] {
        switch body {
        case .direct(let network, let terms):
            return network.predict(table.matrix(terms)).map { max(Double($0), 0) }
        case .corrected(let base, let corrections, let memory):
            var logarithms = base?.values(table).map { log($0) } ?? Array(repeating: 0, count: kernels.count)
            for correction in corrections {
                for (row, value) in correction.values(table).enumerated() {
                    logarithms[row] += value / Double(corrections.count)
                }
            }
            if let memory { logarithms = memory.shrink(logarithms, kernels, table) }
            return logarithms.map { exp($0) }
        }
    }
}
