import Glibc

/// A new platform as the pool's see it: ln t = a mean of the sources' logarithms + a Gaussian process.
///
/// The process may shift everything, shift a group of workloads, follow each source's deviation from the mean, weigh anew
/// what the sources' networks see in a workload, lean with the descriptor, and bend where descriptors are near: a few
/// measurements tell which.
struct TransferProcess: Sendable {
    /// The standard deviations of the process's parts.
    struct Deviations: Sendable, Hashable {
        var offset = 0.8
        var group = 0.15
        var source = 1.0
        /// Of each weight of the last layer of the sources' networks, in units of their root mean square.
        var network = 0.75
        var slope = 0.08
        var bend = 0.06
        /// The distance of descriptors over which the bend fades.
        var length = 1.0
        var noise = 0.018
        /// Of a workload that no source measured, where nothing near it was either.
        var novelty = 0.05
        /// Of a workload whose time goes to work that no source tried.
        var untried = 0.95
        /// Half of a 90 % interval, in standard deviations of a measurement: what splits that no figure comes from need.
        var width = 1.7

        /// Of whole networks.
        static let networks = Deviations(
            slope: 0.05, bend: 0.08, noise: 0.012, novelty: 0.07, width: 1.05)

        /// Of kernels on GPUs, measured one by one.
        static let kernels = Deviations(
            offset: 0.6, group: 0.3, slope: 0.05, bend: 0.15, noise: 0.08, width: 1.645)
    }

    /// A workload as the sources tell of it.
    struct Place: Sendable {
        /// ln milliseconds: the sources' mean.
        var mean: Double
        /// Each source's deviation from the mean, over the root of their number.
        var deviations: [Double]
        var descriptor: Descriptor
        var group: String
        /// From 0 for a workload that the sources measured to 1.
        var novelty: Double
        /// The part of its time, from 0 to 1, that goes to work of which the sources have tried less.
        var untried: Double
        /// How far each source's network moves with each weight of its last layer, over the root of the sources' number;
        /// empty where they have none.
        var leverages: [Double]
        /// Where it was measured, the standard deviation of the repeats over their mean; 0 where that is not known.
        var repeatDeviation = 0.0

        /// What repeats scatter by; beyond this, one of them was disturbed and tells nothing of the others.
        fileprivate var scatter: Double { min(repeatDeviation, 0.3) }

        /// - Parameters:
        ///   - forecasts: ln milliseconds by source.
        ///   - leverages: by source, those of its network.
        init(
            forecasts: [Double], descriptor: Descriptor, group: String, novelty: Double, untried: Double = 0,
            leverages: [[Double]] = []
        ) {
            let mean = forecasts.reduce(0, +) / Double(max(forecasts.count, 1))
            let scale = Double(max(forecasts.count, 1)).squareRoot()
            self.mean = mean
            deviations = forecasts.map { ($0 - mean) / scale }
            self.descriptor = descriptor
            self.group = group
            self.novelty = novelty
            self.untried = untried
            self.leverages = leverages.flatMap { $0.map { $0 / scale } }
        }
    }

    var deviations: Deviations
    /// What the sources' deviations are seen from.
    private let center: [Double]
    /// How much of each source's deviation the mean takes over; empty for nothing.
    private var lean: [Double] = []

    /// - Parameter places: those that sources measured, or some of them: only what differs among them tells sources apart.
    init(centeredOn places: [Place], deviations: Deviations = Deviations()) {
        self.deviations = deviations
        var sum = places.first.map { $0.deviations.map { _ in 0.0 } } ?? []
        for place in places { for index in sum.indices { sum[index] += place.deviations[index] } }
        center = sum.map { $0 / Double(max(places.count, 1)) }
    }

    /// The same about a mean that leans to the sources which come closest to measurements, ln milliseconds each, up to a
    /// factor: each source counts by the inverse of its mean square error.
    func leaning(to samples: [Place], _ logarithms: [Double]) -> TransferProcess {
        guard let count = samples.first?.deviations.count, count > 0 else { return self }
        let scale = Double(count).squareRoot()
        let weights = (0..<count).map { source in
            let errors = zip(samples, logarithms).map { $1 - $0.mean - scale * $0.deviations[source] }
            let middle = errors.sorted()[errors.count / 2]
            let squares = errors.reduce(0) { $0 + min(($1 - middle) * ($1 - middle), Self.largestSquare) }
            return 1 / (squares / Double(errors.count) + Self.leastSquare)
        }
        let sum = weights.reduce(0, +)
        var result = self
        result.lean = weights.map { scale * $0 / sum }
        return result
    }

    /// Errors of 2 % are what measurements leave; one beyond 20 % is a fault of its own.
    private static let leastSquare = 0.0004
    private static let largestSquare = 0.04

    /// ln milliseconds as the sources tell them.
    private func mean(_ place: Place) -> Double { zip(lean, place.deviations).reduce(place.mean) { $0 + $1.0 * $1.1 } }

    /// The covariance of what the process adds at two places, noise and novelty apart.
    func covariance(_ first: Place, _ second: Place) -> Double {
        let isSame = first.group == second.group
        var follow = 0.0
        for index in center.indices {
            follow += (first.deviations[index] - center[index]) * (second.deviations[index] - center[index])
        }
        var square = 0.0
        var product = 0.0
        for index in first.descriptor.values.indices {
            let (a, b) = (first.descriptor.values[index], second.descriptor.values[index])
            square += (a - b) * (a - b)
            product += a * b
        }
        let reweighted = zip(first.leverages, second.leverages).reduce(0) { $0 + $1.0 * $1.1 }
        let d = deviations
        var sum = d.offset * d.offset + d.source * d.source * follow * (isSame ? 1 : 0.7)
        sum += d.network * d.network * reweighted
        if isSame { sum += d.group * d.group + d.slope * d.slope * product }
        return sum + d.bend * d.bend * matern(square.squareRoot() / d.length) * (isSame ? 1 : 0.2)
    }

    /// The variance of a measurement about the process. Half of the repeats' scatter stays in their mean, which is what
    /// makes the published settings most likely, each phone's from the others'.
    private func ownVariance(_ place: Place) -> Double {
        let scatter = place.scatter / 2
        return deviations.noise * deviations.noise + strangeness(place) + scatter * scatter
    }

    /// The variance of what is a workload's own because the sources have measured nothing like it.
    private func strangeness(_ place: Place) -> Double {
        let untried = deviations.untried * place.untried
        return deviations.novelty * deviations.novelty * place.novelty + untried * untried
    }

    /// Which of the candidates to measure: one after the other the one that leaves the least mean variance at the
    /// references.
    func plan(_ count: Int, of candidates: [Place], references: [Place]) -> [Int] {
        plan(
            count, of: candidates,
            toReferences: candidates.map { candidate in references.map { covariance(candidate, $0) } })
    }

    /// The same where the references are sums of candidates, such as networks of kernels: by sum, the candidates and
    /// their shares in it.
    func plan(_ count: Int, of candidates: [Place], sums: [[(index: Int, share: Double)]]) -> [Int] {
        plan(
            count, of: candidates,
            toReferences: candidates.map { candidate in
                sums.map { $0.reduce(0) { $0 + $1.share * covariance(candidate, candidates[$1.index]) } }
            })
    }

    private func plan(_ count: Int, of candidates: [Place], toReferences: [[Double]]) -> [Int] {
        greedyPlan(
            count, variances: candidates.map { covariance($0, $0) + ownVariance($0) }, toReferences: toReferences
        ) { pick in candidates.map { covariance($0, candidates[pick]) } }
    }

    /// What measurements make of the process.
    struct Posterior: Sendable {
        let process: TransferProcess
        let samples: [Place]
        let weights: [Double]
        /// The diagonal of A⁻¹.
        let precisions: [Double]
        /// How large the measurements' errors are beside what the process expects of them, each told from the others
        /// while all of them count: 1 where they are as expected.
        let misfit: Double
        private let factor: Cholesky

        fileprivate init(
            process: TransferProcess, samples: [Place], weights: [Double], precisions: [Double], misfit: Double,
            factor: Cholesky
        ) {
            self.process = process
            self.samples = samples
            self.weights = weights
            self.precisions = precisions
            self.misfit = misfit
            self.factor = factor
        }

        /// ln milliseconds of places, and how far measurements may lie from it: as the samples do, as their repeats
        /// scatter, and as what is strange to the sources does. The more cores run, the more all of it scatters.
        func measurements(_ places: [Place], threads: Int) -> [(logarithm: Double, deviation: Double)] {
            let known = samples.map(\.scatter).filter { $0 > 0 }
            let scatter = known.reduce(0) { $0 + $1 * $1 } / Double(max(known.count, 1))
            let misfit = misfit
            let spread = pow(Double(max(threads, 1)), 0.3)
            return places.map { place in
                let prediction = predict(place)
                let strangeness = process.strangeness(place)
                let expected = prediction.deviation * prediction.deviation - strangeness
                let variance = misfit * misfit * max(expected, 0) + strangeness + scatter / 2
                return (prediction.logarithm, spread * variance.squareRoot())
            }
        }

        /// ln milliseconds of places, and how far from it nine measurements of ten lie at most.
        func intervals(_ places: [Place], threads: Int) -> [(logarithm: Double, width: Double)] {
            measurements(places, threads: threads).map { ($0.logarithm, process.deviations.width * $0.deviation) }
        }

        /// ln milliseconds alone, of many places.
        func means(_ places: [Place]) -> [Double] {
            places.map { mean($0, covariances($0)) }
        }

        private func covariances(_ place: Place) -> [Double] { samples.map { process.covariance($0, place) } }

        private func mean(_ place: Place, _ covariances: [Double]) -> Double {
            process.mean(place) + zip(covariances, weights).reduce(0) { $0 + $1.0 * $1.1 }
        }

        /// ln milliseconds, and the standard deviation of a measurement about it.
        func predict(_ place: Place) -> (logarithm: Double, deviation: Double) {
            let covariances = covariances(place)
            let explained = factor.forward(covariances).reduce(0) { $0 + $1 * $1 }
            let variance = process.covariance(place, place) + process.ownVariance(place) - explained
            return (mean(place, covariances), max(variance, 1e-8).squareRoot())
        }
    }

    /// The process after measurements, ln milliseconds each; one that the others contradict counts less.
    func condition(on samples: [Place], _ logarithms: [Double]) -> Posterior? {
        let base = covariances(samples)
        let targets = zip(logarithms, samples).map { $0 - mean($1) }
        var variances = samples.map(ownVariance)
        var result: Posterior?
        for _ in 0..<4 {
            var matrix = base
            for index in samples.indices { matrix[index, index] += variances[index] + 1e-9 }
            guard let factor = Cholesky(matrix) else { return result }
            let weights = factor.solve(targets)
            let inverse = factor.inverse()
            let precisions = samples.indices.map { inverse[$0, $0] }
            result = Posterior(
                process: self, samples: samples, weights: weights, precisions: precisions,
                misfit: result?.misfit ?? misfit(weights, precisions), factor: factor)
            var isSettled = true
            for index in samples.indices {
                let error = weights[index] / precisions[index]
                if error * error * precisions[index] > 9, error * error > variances[index] {
                    variances[index] = error * error
                    isSettled = false
                }
            }
            if isSettled { break }
        }
        return result
    }

    /// The root mean square of errors wᵢ / A⁻¹ᵢᵢ in units of their deviations, where an expectation of 1 counts as much as
    /// five measurements.
    private func misfit(_ weights: [Double], _ precisions: [Double]) -> Double {
        let squares = zip(weights, precisions).reduce(0) { $0 + $1.0 * $1.0 / $1.1 }
        return ((5 + squares) / (5 + Double(weights.count))).squareRoot()
    }

    private func covariances(_ samples: [Place]) -> SquareMatrix {
        var result = SquareMatrix(size: samples.count)
        for row in samples.indices {
            for column in 0...row {
                result[row, column] = covariance(samples[row], samples[column])
                result[column, row] = result[row, column]
            }
        }
        return result
    }

    /// What the others tell of each measurement: ln milliseconds, and the standard deviation of a measurement about it.
    func leaveOneOut(_ samples: [Place], _ logarithms: [Double]) -> [(logarithm: Double, deviation: Double)] {
        guard let posterior = condition(on: samples, logarithms) else { return [] }
        return samples.indices.map { index in
            let precision = posterior.precisions[index]
            // Left out: error = wᵢ / A⁻¹ᵢᵢ with variance 1 / A⁻¹ᵢᵢ.
            return (logarithms[index] - posterior.weights[index] / precision, (1 / precision).squareRoot())
        }
    }
}
