import Glibc
public import KernelFormation
public import Measurements

/// Chooses configurations of one kernel type to measure.
public struct KernelSampler: Sendable {
    /// How configurations are chosen.
    public enum Method: String, Sendable, CaseIterable {
        /// Near those that are predicted badly from the others that were measured (nn-Meter, MobiSys 2021).
        case adaptive
        /// From the prior's range, each axis on its own; sizes and channels evenly in their logarithms.
        case uniform
        /// As networks have them, by a variational autoencoder (LitePred, NSDI 2024).
        case vae
    }

    /// The types that it knows the shapes of.
    public static let types = ShapeAxes.types

    private let type: KernelType
    private let prior: ShapePrior
    private let axes: ShapeAxes
    private let seed: UInt64

    /// - Parameters:
    ///   - type: one of `types`.
    ///   - prior: where networks put such kernels.
    /// - Throws: `PredictionError` of reason `malformed` where the prior has no shapes.
    public init(_ type: KernelType, prior: ShapePrior, seed: UInt64) throws(PredictionError) {
        guard !prior.shapes.isEmpty else {
            throw PredictionError(.malformed("expected a prior with shapes of \"\(type.rawValue)\", found none"))
        }
        self.type = type
        self.prior = prior
        self.seed = seed
        axes = ShapeAxes(type, prior: prior)
    }

    /// So many different shapes; fewer where the prior's range does not hold as many.
    ///
    /// - Throws: `PredictionError` of reason `unavailable` where the library that trains networks is not installed.
    public func vae(_ count: Int) throws(PredictionError) -> [KernelShape] {
        let blas = try OpenBLAS()
        var generator = SeededGenerator(seed: seed)
        var autoencoder = ShapeAutoencoder(prior, axes: axes, using: &generator, by: blas)
        return different(count) { autoencoder.sample(64, using: &generator, by: blas) }
    }

    /// Shapes as the autoencoder draws them, repeated ones too.
    func drawn(_ count: Int, by blas: OpenBLAS) -> [KernelShape] {
        var generator = SeededGenerator(seed: seed)
        var autoencoder = ShapeAutoencoder(prior, axes: axes, using: &generator, by: blas)
        return autoencoder.sample(count, using: &generator, by: blas)
    }

    /// So many different shapes from the prior's range.
    public func uniform(_ count: Int) -> [KernelShape] {
        var generator = SeededGenerator(seed: seed)
        return different(count) {
            (0..<64).map { _ in axes.shape((0..<axes.count).map { _ in Float(generator.uniform()) }) }
        }
    }

    /// Measured kernels of the type, whose relative error counts when each fifth is predicted from the others: around
    /// those that are more than a tenth off, channels from 0.4 to 1.2 of theirs, as often as their error is large.
    ///
    /// - Throws: `PredictionError` of reason `malformed` where there are fewer than `leastForAdaptive`, and
    ///   `unavailable` where the library that trains trees is not installed.
    public func adaptive(
        _ count: Int, measured: [(shape: KernelShape, workload: Workload, milliseconds: Double)]
    ) throws(PredictionError) -> [KernelShape] {
        guard measured.count >= Self.leastForAdaptive else {
            throw PredictionError(
                .malformed(
                    "expected at least \(Self.leastForAdaptive) measurements of \"\(type.rawValue)\", found "
                        + "\(measured.count)"))
        }
        var generator = SeededGenerator(seed: seed)
        let errors = try self.errors(measured.map(\.workload), measured.map(\.milliseconds))
        var weights = errors.map { $0 > 0.1 ? $0 : 0 }
        if !weights.contains(where: { $0 > 0 }) { weights = errors.map { max($0, 1e-9) } }
        let draw = WeightedDraw(weights)
        let seen = Set(measured.map(\.shape))
        return different(count, besides: seen) {
            (0..<64).map { _ in
                let shape = measured[draw(using: &generator)].shape
                return axes.scaling(
                    shape, inputs: 0.4 + 0.8 * generator.uniform(), outputs: 0.4 + 0.8 * generator.uniform())
            }
        }
    }

    /// The fewest measurements that tell where predictions are bad.
    public static let leastForAdaptive = 20

    /// Relative errors, each fifth predicted from the others.
    private func errors(_ workloads: [Workload], _ milliseconds: [Double]) throws(PredictionError) -> [Double] {
        let xgboost = try XGBoost()
        let items = workloads.map(WorkItem.init)
        var generator = SeededGenerator(seed: seed)
        let order = generator.permutation(items.count)
        var errors = Array(repeating: 0.0, count: items.count)
        for fold in 0..<5 {
            let held = order.indices.filter { $0 % 5 == fold }.map { order[$0] }
            let known = order.indices.filter { $0 % 5 != fold }.map { order[$0] }
            let pool = try SourcePool(
                known.map { items[$0] }, milliseconds: [known.map { milliseconds[$0] }], by: xgboost)
            for (index, forecast) in zip(held, pool.forecasts(held.map { items[$0] }, source: 0)) {
                errors[index] = abs(exp(forecast) / milliseconds[index] - 1)
            }
        }
        return errors
    }

    /// The first so many different shapes of some drawings.
    private func different(
        _ count: Int, besides known: Set<KernelShape> = [], _ draw: () -> [KernelShape]
    ) -> [KernelShape] {
        var seen = known
        var result: [KernelShape] = []
        var idle = 0
        while result.count < count, idle < 200 {
            let before = result.count
            for shape in draw() where result.count < count && seen.insert(shape).inserted { result.append(shape) }
            idle = result.count == before ? idle + 1 : 0
        }
        return result
    }
}
