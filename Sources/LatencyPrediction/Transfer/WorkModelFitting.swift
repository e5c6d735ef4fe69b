import Glibc

/// Learns how long units of work take on many platforms at once, from whole times only.
///
/// ln t = ln Σ x · exp(w) + noise. A platform's w comes from a normal distribution about a mean that all share, whose
/// covariance is learnt from them; the mean's terms of one unit are drawn towards each other, so that what the
/// workloads hardly show follows its like. Expectation maximisation, with Gauss and Newton's steps for each platform,
/// and the mean found with the platforms' own deviations integrated out: what no workload shows would else stay where
/// it began.
struct WorkModelFitting: Sendable {
    /// What the learning starts from and is drawn to.
    struct Settings: Sendable, Hashable {
        /// The spread of a unit's terms together and of each on its own.
        var commonDeviation = 3.0
        var ownDeviation = 0.5
        /// The spread of a platform's terms about the mean, and as how many platforms it counts.
        var platformDeviation = 0.1
        var platformWeight = 20.0
        var rounds = 8
    }

    /// The platforms' models, and the distribution that they come from.
    struct Result: Sendable {
        var mean: WorkModel
        var models: [WorkModel]
        /// ln(measured / modelled), by platform and row; nil where nothing was measured.
        var residuals: [[Double?]]
    }

    private let table: WorkTable
    /// By platform and row: ln milliseconds.
    private let targets: [[Double?]]
    private let settings: Settings
    private let width = WorkTerm.count

    init(_ table: WorkTable, targets: [[Double?]], settings: Settings = Settings()) {
        self.table = table
        self.targets = targets
        self.settings = settings
    }

    func run() -> Result {
        let start = startingLevel
        let hyperprior = hyperpriorPrecision
        var mean = WorkModel(logarithms: Array(repeating: start, count: width))
        var models = targets.map { target in
            WorkModel(logarithms: mean.logarithms.map { $0 + level(target) - start })
        }
        var covariance = startingCovariance
        var variances = Array(repeating: 0.0025, count: targets.count)
        for _ in 0..<settings.rounds {
            guard let precision = Cholesky(covariance)?.inverse() else { break }
            var uncertainty = SquareMatrix(size: width)
            var left = hyperprior
            var right = hyperprior.multiplied(by: Array(repeating: start, count: width))
            for platform in targets.indices {
                guard
                    let fit = fit(
                        targets[platform], from: models[platform], about: mean, precision, variances[platform])
                else { continue }
                models[platform] = fit.model
                variances[platform] = fit.variance
                uncertainty.add(fit.uncertainty, times: 1)
                // With δ integrated out, a platform tells of the mean P − P·(P + Σ⁻¹)⁻¹·P.
                let weighted = fit.information.multiplied(by: fit.uncertainty)
                left.add(fit.information, times: 1)
                left.add(weighted.multiplied(by: fit.information), times: -1)
                let explained = weighted.multiplied(by: fit.evidence)
                for index in 0..<width { right[index] += fit.evidence[index] - explained[index] }
            }
            guard let next = Cholesky(left)?.solve(right) else { break }
            for index in 0..<width {
                let step = min(max(next[index] - mean.logarithms[index], -1), 1)
                mean.logarithms[index] += step
                for platform in models.indices { models[platform].logarithms[index] += step }
            }
            covariance = self.covariance(of: models, about: mean, uncertainty)
        }
        return Result(mean: mean, models: models, residuals: zip(targets, models).map { residuals($0, $1) })
    }

    /// ln(measured / modelled).
    private func residuals(_ target: [Double?], _ model: WorkModel) -> [Double?] {
        zip(target, table.logarithms(model).values).map { measured, value in measured.map { $0 - value } }
    }

    private func level(_ target: [Double?]) -> Double {
        let values = table.logarithms(WorkModel(logarithms: Array(repeating: 0, count: width))).values
        let differences = zip(target, values).compactMap { measured, value in measured.map { $0 - value } }
        return differences.reduce(0, +) / Double(max(differences.count, 1))
    }

    private var startingLevel: Double {
        targets.map(level).reduce(0, +) / Double(max(targets.count, 1))
    }

    /// Platforms differ at first by a factor more than by anything else.
    private var startingCovariance: SquareMatrix {
        var covariance = SquareMatrix(
            size: width, diagonal: settings.platformDeviation * settings.platformDeviation)
        for index in covariance.elements.indices { covariance.elements[index] += 0.3 }
        return covariance
    }

    private var hyperpriorPrecision: SquareMatrix {
        let own = settings.ownDeviation * settings.ownDeviation
        let common = settings.commonDeviation * settings.commonDeviation
        var covariance = SquareMatrix(size: width, diagonal: own)
        for (row, first) in WorkTerm.allCases.enumerated() {
            for (column, second) in WorkTerm.allCases.enumerated() where first.unit == second.unit {
                covariance[row, column] += common
            }
        }
        return Cholesky(covariance)?.inverse() ?? SquareMatrix(size: width, diagonal: 1 / own)
    }

    private struct Fit {
        var model: WorkModel
        var variance: Double
        /// P = Jᵀ·J / σ², and (P + Σ⁻¹)⁻¹.
        var information: SquareMatrix
        var uncertainty: SquareMatrix
        /// Jᵀ·(residual + J·w) / σ².
        var evidence: [Double]
    }

    /// Some steps towards one platform's most likely w.
    private func fit(
        _ target: [Double?], from start: WorkModel, about mean: WorkModel, _ precision: SquareMatrix,
        _ startingVariance: Double
    ) -> Fit? {
        var model = start
        for _ in 0..<2 {
            var (hessian, gradient) = normalEquations(target, model, startingVariance)
            hessian.add(precision, times: 1)
            let pull = precision.multiplied(by: zip(model.logarithms, mean.logarithms).map(-))
            for index in 0..<width { gradient[index] -= pull[index] }
            guard let step = Cholesky(hessian)?.solve(gradient) else { return nil }
            let scale = min(1, 1 / max(step.map(abs).max() ?? 0, 1e-9))
            for index in 0..<width { model.logarithms[index] += scale * step[index] }
        }
        let limit = 3 * startingVariance.squareRoot()
        let errors = residuals(target, model).compactMap(\.self).map { min(max($0, -limit), limit) }
        let squares = errors.reduce(0) { $0 + $1 * $1 }
        let variance = (squares + 3 * 0.0016) / (Double(errors.count) + 3)
        let (information, gradient) = normalEquations(target, model, variance)
        var hessian = information
        hessian.add(precision, times: 1)
        guard let uncertainty = Cholesky(hessian)?.inverse() else { return nil }
        let evidence = zip(gradient, information.multiplied(by: model.logarithms)).map(+)
        return Fit(
            model: model, variance: variance, information: information, uncertainty: uncertainty, evidence: evidence)
    }

    /// Jᵀ·J / σ² and Jᵀ·residual / σ²; an outlier pulls no harder than three deviations.
    private func normalEquations(
        _ target: [Double?], _ model: WorkModel, _ variance: Double
    ) -> (SquareMatrix, [Double]) {
        let limit = 3 * variance.squareRoot()
        let (values, shares) = table.logarithms(model)
        var hessian = SquareMatrix(size: width)
        var gradient = Array(repeating: 0.0, count: width)
        for (row, measured) in target.enumerated() {
            guard let measured else { continue }
            let residual = min(max(measured - values[row], -limit), limit)
            let active = (row * width..<(row + 1) * width).filter { shares[$0] > 1e-9 }
            for first in active {
                let scaled = shares[first] / variance
                gradient[first - row * width] += scaled * residual
                let start = (first - row * width) * width - row * width
                for second in active { hessian.elements[start + second] += scaled * shares[second] }
            }
        }
        return (hessian, gradient)
    }

    private func covariance(
        of models: [WorkModel], about mean: WorkModel, _ uncertainty: SquareMatrix
    ) -> SquareMatrix {
        var result = uncertainty
        for model in models {
            let deviation = zip(model.logarithms, mean.logarithms).map(-)
            for row in 0..<width {
                for column in 0..<width { result[row, column] += deviation[row] * deviation[column] }
            }
        }
        let count = Double(models.count) + settings.platformWeight
        for index in 0..<width {
            result[index, index] += settings.platformWeight * settings.platformDeviation * settings.platformDeviation
        }
        for index in result.elements.indices { result.elements[index] /= count }
        return result
    }
}
