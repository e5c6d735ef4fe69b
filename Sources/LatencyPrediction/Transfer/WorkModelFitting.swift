import Glibc

/// Learns how long units of work take on many platforms at once, from whole times only.
///
/// ln t = ln Σ x · exp(w) + noise. A platform's w comes from a normal distribution about a mean that all share, whose
/// covariance is learnt from them; the mean's terms of one unit are drawn towards each other, so that what the
/// workloads hardly show follows its like. Errors of one family go together, so that many relatives do not outvote the
/// others. Expectation maximisation, with Gauss and Newton's steps for each platform, and the mean found with the
/// platforms' own deviations integrated out: what no workload shows would else stay where it began.
struct WorkModelFitting: Sendable {
    /// What the learning starts from and is drawn to.
    struct Settings: Sendable, Hashable {
        /// The spread of all terms together, of a unit's terms together, and of each on its own.
        var commonDeviation = 3.0
        var unitDeviation = 3.0
        var ownDeviation = 0.5
        /// The spread of a platform's terms about the mean, and as how many platforms it counts.
        var platformDeviation = 0.1
        var platformWeight = 20.0
        /// The same of what is paid once, however little there is to do: its own spread, and a platform's about the mean.
        var constantOwnDeviation = 0.5
        var constantPlatformDeviation = 0.1
        /// The variance that the errors of a family share, in units of a workload's own.
        var familyVariance = 2.0
        /// Whether the platforms compute in bytes: terms take other times then.
        var isQuantized = false

        /// For few platforms that measured thousands of blocks or kernels in `fp32`, `int8` or the like.
        init(precision: String = "fp32") { isQuantized = precision == "int8" }

        /// For many platforms that measured some hundred networks. Only TensorFlow Lite's kernels are known well enough
        /// to stay near what is typical.
        static func networks(framework: String, precision: String) -> Settings {
            guard framework == "tflite" else { return Settings() }
            var settings = Settings(precision: precision)
            settings.unitDeviation = 1.5
            settings.ownDeviation = 0.2
            settings.platformDeviation = 0.2
            // Several cores take a millisecond to wake, one a tenth of it.
            settings.constantOwnDeviation = 2
            settings.constantPlatformDeviation = 1
            return settings
        }
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
    /// By row, the number of its family.
    private let families: [Int]
    private let familyCount: Int
    /// By platform and row: ln milliseconds.
    private let targets: [[Double?]]
    private let settings: Settings
    private let width = WorkTerm.count

    init(_ items: [WorkItem], targets: [[Double?]], settings: Settings = Settings()) {
        table = WorkTable(items.map(\.work))
        var numbers: [String: Int] = [:]
        var families: [Int] = []
        var count = 0
        for item in items {
            if let known = item.family.flatMap({ numbers[$0] }) {
                families.append(known)
                continue
            }
            if let family = item.family { numbers[family] = count }
            families.append(count)
            count += 1
        }
        self.families = families
        familyCount = count
        self.targets = targets
        self.settings = settings
    }

    func run() -> Result {
        let start = startingLogarithms
        let hyperprior = hyperpriorPrecision
        var mean = WorkModel(logarithms: start)
        var models = targets.map { target in
            let shift = level(target, mean)
            return WorkModel(logarithms: start.map { $0 + shift })
        }
        var covariance = startingCovariance
        var variances = Array(repeating: 0.0025, count: targets.count)
        for _ in 0..<settings.rounds {
            guard let precision = Cholesky(covariance)?.inverse() else { break }
            var uncertainty = SquareMatrix(size: width)
            var left = hyperprior
            var right = hyperprior.multiplied(by: start)
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

    /// The mean of ln(measured / modelled).
    private func level(_ target: [Double?], _ model: WorkModel) -> Double {
        let differences = residuals(target, model).compactMap(\.self)
        return differences.reduce(0, +) / Double(max(differences.count, 1))
    }

    /// What is typical, at the platforms' mean level.
    private var startingLogarithms: [Double] {
        let typical = WorkModel(
            logarithms: WorkTerm.allCases.map { settings.isQuantized ? $0.typicalByteLogarithm : 0 })
        let shift = targets.reduce(0) { $0 + level($1, typical) } / Double(max(targets.count, 1))
        return typical.logarithms.map { $0 + shift }
    }

    /// Platforms differ at first by a factor more than by anything else.
    private var startingCovariance: SquareMatrix {
        var covariance = platformCovariance
        for index in covariance.elements.indices { covariance.elements[index] += 0.3 }
        return covariance
    }

    /// What is known of the platforms' differences before any was seen.
    private var platformCovariance: SquareMatrix {
        SquareMatrix(
            diagonal: WorkTerm.allCases.map { term in
                let deviation = term == .constant ? settings.constantPlatformDeviation : settings.platformDeviation
                return deviation * deviation
            })
    }

    private var hyperpriorPrecision: SquareMatrix {
        let common = settings.commonDeviation * settings.commonDeviation
        let unit = settings.unitDeviation * settings.unitDeviation
        var covariance = SquareMatrix(
            diagonal: WorkTerm.allCases.map { term in
                let deviation = term == .constant ? settings.constantOwnDeviation : settings.ownDeviation
                return deviation * deviation
            })
        for (row, first) in WorkTerm.allCases.enumerated() {
            for (column, second) in WorkTerm.allCases.enumerated() {
                covariance[row, column] += common + (first.unit == second.unit ? unit : 0)
            }
        }
        return Cholesky(covariance)?.inverse() ?? SquareMatrix(size: width)
    }

    private struct Fit {
        var model: WorkModel
        var variance: Double
        /// P = Jᵀ·C⁻¹·J / σ², where C correlates families, and (P + Σ⁻¹)⁻¹.
        var information: SquareMatrix
        var uncertainty: SquareMatrix
        /// Jᵀ·C⁻¹·(residual + J·w) / σ².
        var evidence: [Double]
    }

    /// Some steps towards one platform's most likely w.
    private func fit(
        _ target: [Double?], from start: WorkModel, about mean: WorkModel, _ precision: SquareMatrix,
        _ startingVariance: Double
    ) -> Fit? {
        var model = start
        for _ in 0..<2 {
            var (hessian, gradient, _) = normalEquations(target, model, startingVariance)
            hessian.add(precision, times: 1)
            let pull = precision.multiplied(by: zip(model.logarithms, mean.logarithms).map(-))
            for index in 0..<width { gradient[index] -= pull[index] }
            guard let step = Cholesky(hessian)?.solve(gradient) else { return nil }
            let scale = min(1, 1 / max(step.map(abs).max() ?? 0, 1e-9))
            for index in 0..<width { model.logarithms[index] += scale * step[index] }
        }
        let count = Double(target.count { $0 != nil })
        let found = normalEquations(target, model, startingVariance)
        let variance = (found.squares * startingVariance + 3 * 0.0016) / (count + 3)
        let (information, gradient, _) = normalEquations(target, model, variance)
        var hessian = information
        hessian.add(precision, times: 1)
        guard let uncertainty = Cholesky(hessian)?.inverse() else { return nil }
        let evidence = zip(gradient, information.multiplied(by: model.logarithms)).map(+)
        return Fit(
            model: model, variance: variance, information: information, uncertainty: uncertainty, evidence: evidence)
    }

    /// Jᵀ·C⁻¹·J / σ², Jᵀ·C⁻¹·r / σ² and rᵀ·C⁻¹·r / σ² of the residuals r; an outlier pulls no harder than some
    /// deviations. C = 1 + ρ within a family: C⁻¹ takes ρ / (1 + ρ·n) of the product of its sums away.
    private func normalEquations(
        _ target: [Double?], _ model: WorkModel, _ variance: Double
    ) -> (hessian: SquareMatrix, gradient: [Double], squares: Double) {
        let limit = 4.5 * variance.squareRoot()
        let (values, shares) = table.logarithms(model)
        var hessian = SquareMatrix(size: width)
        var gradient = Array(repeating: 0.0, count: width)
        var squares = 0.0
        var sums = Array(repeating: 0.0, count: familyCount * width)
        var residuals = Array(repeating: 0.0, count: familyCount)
        var counts = Array(repeating: 0.0, count: familyCount)
        for (row, measured) in target.enumerated() {
            guard let measured else { continue }
            let residual = min(max(measured - values[row], -limit), limit)
            let family = families[row]
            counts[family] += 1
            residuals[family] += residual
            for column in 0..<width { sums[family * width + column] += shares[row * width + column] }
            squares += residual * residual / variance
            add(shares[row * width..<(row + 1) * width], residual, 1 / variance, &hessian, &gradient)
        }
        let rho = settings.familyVariance
        for family in 0..<familyCount where counts[family] > 0 {
            let factor = -rho / ((1 + rho * counts[family]) * variance)
            squares += factor * residuals[family] * residuals[family]
            add(sums[family * width..<(family + 1) * width], residuals[family], factor, &hessian, &gradient)
        }
        return (hessian, gradient, squares)
    }

    /// Adds factor · s·sᵀ and factor · s·r.
    private func add(
        _ shares: ArraySlice<Double>, _ residual: Double, _ factor: Double, _ hessian: inout SquareMatrix,
        _ gradient: inout [Double]
    ) {
        let active = shares.indices.filter { shares[$0] > 1e-9 }
        for first in active {
            let scaled = shares[first] * factor
            let row = first - shares.startIndex
            gradient[row] += scaled * residual
            for second in active {
                hessian.elements[row * width + second - shares.startIndex] += scaled * shares[second]
            }
        }
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
        result.add(platformCovariance, times: settings.platformWeight)
        for index in result.elements.indices { result.elements[index] /= count }
        return result
    }
}
