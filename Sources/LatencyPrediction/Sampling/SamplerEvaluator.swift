public import KernelFormation
public import Measurements

/// Compares what samplers draw with shapes that they have not learnt from.
public struct SamplerEvaluator: Sendable {
    /// What is compared with the test's shapes, or they with it.
    public struct Row: Sendable, Hashable {
        public var kernel: String
        public var first: String
        public var second: String
        public var divergence: Double
    }

    private let seed: UInt64

    public init(seed: UInt64 = 0) { self.seed = seed }

    /// The divergences for one kernel type.
    ///
    /// - Throws: `PredictionError` of reason `unavailable` where the library that trains networks is not installed.
    public func evaluate(
        _ type: KernelType, train: ShapePrior, test: ShapePrior
    ) throws(PredictionError) -> [Row] {
        let sampler = try KernelSampler(type, prior: train, seed: seed)
        let count = train.shapes.count
        let drawn = Self.even(sampler.drawn(count, by: try OpenBLAS()))
        let uniform = Self.even(sampler.uniform(count))
        var generator = SeededGenerator(seed: seed)
        let order = generator.permutation(count)
        let halves = (train.gathering(Array(order[..<(count / 2)])), train.gathering(Array(order[(count / 2)...])))
        func row(_ first: (String, ShapePrior), _ second: (String, ShapePrior)) -> Row {
            Row(
                kernel: type.rawValue, first: first.0, second: second.0,
                divergence: ShapeDivergence.of(first.1, from: second.1))
        }
        return [
            row(("vae", drawn), ("test", test)), row(("test", test), ("vae", drawn)),
            row(("uniform", uniform), ("test", test)), row(("test", test), ("uniform", uniform)),
            row(("half of train", halves.0), ("other half", halves.1)),
        ]
    }

    private static func even(_ shapes: [KernelShape]) -> ShapePrior {
        ShapePrior(shapes: shapes, weights: shapes.map { _ in 1 })
    }
}
