import Glibc

/// What a network takes on a new platform, where its kernels' times are known: ln t = ln(a + b·kernels + c·Σ) + what
/// the sources' own such models leave of the network.
///
/// a, b and c come from a normal distribution of their logarithms about the sources', so that a few networks tell them.
struct OverheadProcess: Sendable {
    /// A network, by its kernels and by what its sources say beside them.
    struct Place: Sendable {
        /// How many kernels it runs, and their time on the new platform.
        var kernels: Int
        var sumMilliseconds: Double
        /// By source, ln(measured / modelled): what the source's overhead model leaves.
        var residuals: [Double]
    }

    /// ln a, ln b for 50 kernels, ln c.
    struct Parameters: Sendable, Hashable {
        var logarithms: [Double]

        init(logarithms: [Double]) { self.logarithms = logarithms }

        /// The time of a network, and what part of it each parameter is.
        fileprivate func value(_ place: Place) -> (logarithm: Double, shares: [Double]) {
            let factors = [1, Double(place.kernels) / 50, place.sumMilliseconds]
            let parts = zip(logarithms, factors).map { exp($0) * $1 }
            let sum = max(parts.reduce(0, +), .leastNormalMagnitude)
            return (log(sum), parts.map { $0 / sum })
        }

        /// ln milliseconds of a network.
        func logarithm(_ place: Place) -> Double { value(place).logarithm }
    }

    /// The standard deviations of the parameters about the sources', of a measurement, and how far the sources'
    /// residuals are followed.
    struct Deviations: Sendable, Hashable {
        var parameters: [Double]
        var noise: Double
        var follow: Double
    }

    /// Half of a 90 % interval, in deviations of a measurement: what splits that no figure comes from need.
    static let width = 1.9

    private let mean: Parameters
    private let deviations: Deviations

    /// - Parameter sources: of at least one platform.
    init(sources: [Parameters], deviations: Deviations = .init(parameters: [0.8, 1.5, 0.2], noise: 0.04, follow: 1)) {
        precondition(!sources.isEmpty, "an overhead is told from sources")
        mean = Parameters(
            logarithms: (0..<3).map { index in
                sources.reduce(0) { $0 + $1.logarithms[index] } / Double(sources.count)
            })
        self.deviations = deviations
    }

    private init(mean: Parameters, deviations: Deviations) {
        self.mean = mean
        self.deviations = deviations
    }

    /// A source's own parameters: it has measured many networks.
    static func fit(_ networks: [Place], _ logarithms: [Double]) -> Parameters {
        let vague = OverheadProcess(
            mean: Parameters(logarithms: [0, -2, 0]),
            deviations: Deviations(parameters: [4.5, 2, 0.2], noise: 0.05, follow: 0))
        return vague.condition(on: networks, logarithms)?.parameters ?? vague.mean
    }

    /// Which networks to measure: one after the other the one that leaves the least mean variance.
    func plan(_ count: Int, of candidates: [Place]) -> [Int] {
        let shares = candidates.map { mean.value($0).shares }
        let covariances = candidates.indices.map { row in
            candidates.indices.map { covariance(candidates[row], shares[row], candidates[$0], shares[$0]) }
        }
        return greedyPlan(
            count, variances: candidates.indices.map { covariances[$0][$0] + deviations.noise * deviations.noise },
            toReferences: covariances
        ) { covariances[$0] }
    }

    /// What measurements make of the process.
    struct Posterior: Sendable {
        let parameters: Parameters
        fileprivate let process: OverheadProcess
        fileprivate let samples: [Place]
        fileprivate let shares: [[Double]]
        fileprivate let weights: [Double]
        fileprivate let factor: Cholesky

        /// How large the measurements' errors are beside what the process expects, each told from the others: 1 where
        /// they are as expected. An expectation counts as much as five measurements.
        var misfit: Double {
            let inverse = factor.inverse()
            let squares = weights.indices.reduce(0) { $0 + weights[$1] * weights[$1] / inverse[$1, $1] }
            return ((5 + squares) / (5 + Double(weights.count))).squareRoot()
        }

        /// ln milliseconds, and the standard deviation of a measurement about it.
        func predict(_ place: Place) -> (logarithm: Double, deviation: Double) {
            let (value, own) = parameters.value(place)
            let covariances = samples.indices.map { process.covariance(samples[$0], shares[$0], place, own) }
            let follows = samples.map { process.following($0, place) }
            let shift = zip(follows, weights).reduce(0) { $0 + $1.0 * $1.1 }
            let explained = factor.forward(covariances).reduce(0) { $0 + $1 * $1 }
            let noise = process.deviations.noise
            let variance = process.covariance(place, own, place, own) + noise * noise - explained
            return (value + shift, max(variance, 1e-8).squareRoot())
        }
    }

    /// The platform as its sources are.
    func predict(_ place: Place) -> (logarithm: Double, deviation: Double) {
        let (value, shares) = mean.value(place)
        let variance = covariance(place, shares, place, shares) + deviations.noise * deviations.noise
        return (value, variance.squareRoot())
    }

    /// The process after measurements, ln milliseconds each; one that the others contradict counts less. Nil where no
    /// network was measured.
    func condition(on samples: [Place], _ logarithms: [Double]) -> Posterior? {
        var parameters = mean
        var variances = samples.map { _ in deviations.noise * deviations.noise }
        var result: Posterior?
        for round in 0..<40 {
            let values = samples.map { parameters.value($0) }
            var matrix = SquareMatrix(size: samples.count)
            for row in samples.indices {
                for column in samples.indices {
                    matrix[row, column] = covariance(
                        samples[row], values[row].shares, samples[column], values[column].shares)
                }
                matrix[row, row] += variances[row]
            }
            // As if the logarithm went straight from here to the mean of the parameters.
            let errors = samples.indices.map { row in
                let back = (0..<3).reduce(0.0) {
                    $0 + values[row].shares[$1] * (mean.logarithms[$1] - parameters.logarithms[$1])
                }
                return logarithms[row] - values[row].logarithm - back
            }
            guard !samples.isEmpty, let factor = Cholesky(matrix) else { return result }
            let weights = factor.solve(errors)
            result = Posterior(
                parameters: parameters, process: self, samples: samples, shares: values.map(\.shares),
                weights: weights, factor: factor)
            var largest = 0.0
            var steps = [0.0, 0.0, 0.0]
            for index in 0..<3 {
                let slope = samples.indices.reduce(0) { $0 + values[$1].shares[index] * weights[$1] }
                let deviation = deviations.parameters[index]
                steps[index] = mean.logarithms[index] + deviation * deviation * slope - parameters.logarithms[index]
                largest = max(largest, abs(steps[index]))
            }
            if largest < 1e-4 { return result }
            let scale = min(1, 0.7 / largest)
            for index in 0..<3 { parameters.logarithms[index] += scale * steps[index] }
            if round > 3 { variances = weakened(variances, weights, factor) }
        }
        return result
    }

    /// Measurements that lie three deviations from what the others tell get their error as deviation.
    private func weakened(_ variances: [Double], _ weights: [Double], _ factor: Cholesky) -> [Double] {
        let inverse = factor.inverse()
        return variances.indices.map { index in
            let precision = inverse[index, index]
            let error = weights[index] / precision
            return error * error * precision > 9 ? max(variances[index], error * error) : variances[index]
        }
    }

    private func covariance(_ first: Place, _ firstShares: [Double], _ second: Place, _ secondShares: [Double])
        -> Double
    {
        var sum = following(first, second)
        for index in 0..<3 {
            sum +=
                deviations.parameters[index] * deviations.parameters[index] * firstShares[index] * secondShares[index]
        }
        return sum
    }

    private func following(_ first: Place, _ second: Place) -> Double {
        let product = zip(first.residuals, second.residuals).reduce(0) { $0 + $1.0 * $1.1 }
        return deviations.follow * deviations.follow * product / Double(max(first.residuals.count, 1))
    }
}

/// Which candidates to measure: one after the other the one that leaves the least mean variance at the references.
///
/// - Parameters:
///   - variances: of a measurement of each candidate.
///   - toReferences: by candidate, its covariance with each reference.
///   - covariances: of one candidate with all.
func greedyPlan(
    _ count: Int, variances: [Double], toReferences: [[Double]], covariances: (Int) -> [Double]
) -> [Int] {
    var (variances, toReferences) = (variances, toReferences)
    var isChosen = variances.map { _ in false }
    var chosen: [Int] = []
    var columns: [[Double]] = []
    for _ in 0..<min(count, variances.count) {
        var best: (index: Int, gain: Double)?
        for index in variances.indices where !isChosen[index] {
            let gain = toReferences[index].reduce(0) { $0 + $1 * $1 } / max(variances[index], 1e-12)
            if gain > best?.gain ?? -1 { best = (index, gain) }
        }
        guard let pick = best?.index else { break }
        isChosen[pick] = true
        chosen.append(pick)
        let root = max(variances[pick], 1e-12).squareRoot()
        // The candidates' covariances with the pick, less what earlier picks explain.
        var column = covariances(pick)
        for earlier in columns { for index in column.indices { column[index] -= earlier[index] * earlier[pick] } }
        for index in column.indices { column[index] /= root }
        column[pick] = root
        let explained = toReferences[pick].map { $0 / root }
        for index in variances.indices where index != pick {
            variances[index] -= column[index] * column[index]
            for reference in explained.indices {
                toReferences[index][reference] -= column[index] * explained[reference]
            }
        }
        columns.append(column)
    }
    return chosen
}
