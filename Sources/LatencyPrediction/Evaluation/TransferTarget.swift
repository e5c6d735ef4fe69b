import Glibc

/// A platform that was left out of the pool, as its sources tell of workloads: what methods are scored on.
struct TransferTarget {
    let platform: TransferCases.Platform
    let items: [WorkItem]
    let places: [TransferProcess.Place]
    /// nil where nothing was measured.
    let milliseconds: [Double?]
    /// The standard deviation of each measurement's repeats over their mean; 0 where it is not known.
    let repeatDeviations: [Double]
    /// The cores that it uses.
    let threads: Int
    /// How the cases are held out.
    let cases: String
    /// Whether errors set the width of intervals, and are no figure themselves.
    var isCalibration = false

    private let process: TransferProcess

    init(
        platform: TransferCases.Platform, items: [WorkItem], places: [TransferProcess.Place], milliseconds: [Double?],
        repeatDeviations: [Double], threads: Int, deviations: TransferProcess.Deviations, cases: String,
        isCalibration: Bool
    ) {
        self.platform = platform
        self.items = items
        self.places = places
        process = TransferProcess(centeredOn: places, deviations: deviations)
        self.milliseconds = milliseconds
        self.repeatDeviations = repeatDeviations
        self.threads = threads
        self.cases = cases
        self.isCalibration = isCalibration
    }

    private typealias Sample = (index: Int, logarithm: Double)

    /// Measures what is planned, and predicts the tests that were not measured: ours, and what it stands beside.
    func score(_ plan: some Sequence<Int>, count: Int, tests: [Int], into found: inout TransferCases) {
        let samples = plan.compactMap { index in milliseconds[index].map { (index: index, logarithm: log($0)) } }
        let measured = Set(samples.map(\.index))
        let tests = tests.filter { !measured.contains($0) && milliseconds[$0] != nil }
        guard let posterior = posterior(samples) else { return }
        let predictions = posterior.measurements(tests.map { places[$0] }, threads: threads)
        for (test, prediction) in zip(tests, predictions) {
            add(.kernelcast, count, test, prediction.logarithm, prediction.deviation, &found)
        }
        if isCalibration { return }
        let baselines: [(TransferEvaluation.Method, (Int) -> Double)] = [
            (.scaledSource, mapped(samples, degree: 0)), (.affine, mapped(samples, degree: 1)),
            (.nonNegativeLeastSquares, fromNothing(samples)),
        ]
        for (method, predict) in baselines {
            for test in tests { add(method, count, test, predict(test), nil, &found) }
        }
    }

    private func posterior(_ samples: [Sample]) -> TransferProcess.Posterior? {
        let measured = samples.map { sample in
            var place = places[sample.index]
            place.repeatDeviation = repeatDeviations[sample.index]
            return place
        }
        let logarithms = samples.map(\.logarithm)
        return process.leaning(to: measured, logarithms).condition(on: measured, logarithms)
    }

    /// The same process after everything else that the platform measured.
    func scoreCeiling(_ tests: [Int], count: Int, into found: inout TransferCases) {
        let known = items.indices.filter { milliseconds[$0] != nil }
        let logarithms = known.map { log(milliseconds[$0] ?? 1) }
        let isTest = Set(tests)
        let measured = known.map { places[$0] }
        let left = process.leaning(to: measured, logarithms).leaveOneOut(measured, logarithms)
        for (index, prediction) in zip(known, left) where isTest.contains(index) {
            add(.ceiling, count, index, prediction.logarithm, nil, &found)
        }
    }

    func add(
        _ method: TransferEvaluation.Method, _ count: Int, _ test: Int, _ logarithm: Double, _ deviation: Double?,
        _ found: inout TransferCases
    ) {
        guard let measured = milliseconds[test] else { return }
        let key = TransferCases.Key(cases: cases, samples: count, method: method, platform: platform)
        let outcome = TransferCases.Outcome(measured: measured, predicted: exp(logarithm), deviation: deviation)
        if isCalibration { found.calibrate(key, outcome) } else { found.add(key, outcome) }
    }

    /// Ours, with each new workload measured on the nearest source: what that makes of its forecast holds here too.
    ///
    /// - Parameter sourceMilliseconds: by source.
    func scoreReference(
        _ plan: some Sequence<Int>, count: Int, tests: [Int], sourceMilliseconds: [[Double?]],
        into found: inout TransferCases
    ) {
        let samples = plan.compactMap { index in milliseconds[index].map { (index: index, logarithm: log($0)) } }
        guard let posterior = posterior(samples), let source = nearest(samples, degree: 0)?.source else { return }
        for test in tests {
            guard let measured = sourceMilliseconds[source][test] else { continue }
            let residual = log(measured) - forecast(source, test)
            let prediction = posterior.predict(places[test])
            add(.reference, count, test, prediction.logarithm + residual, nil, &found)
        }
    }

    /// ln milliseconds of a workload on a source.
    private func forecast(_ source: Int, _ index: Int) -> Double {
        let place = places[index]
        return place.mean + place.deviations[source] * Double(place.deviations.count).squareRoot()
    }

    /// The source that is nearest up to a factor (degree 0), or up to a + b · ln t.
    private func mapped(_ samples: [Sample], degree: Int) -> (Int) -> Double {
        let nearest = nearest(samples, degree: degree)
        return { index in nearest.map { $0.shift + $0.slope * forecast($0.source, index) } ?? 0 }
    }

    private func nearest(
        _ samples: [Sample], degree: Int
    ) -> (source: Int, slope: Double, shift: Double, spread: Double)? {
        let count = Double(max(samples.count, 1))
        var best: (source: Int, slope: Double, shift: Double, spread: Double)?
        for source in places.first?.deviations.indices ?? 0..<0 {
            let x = samples.map { forecast(source, $0.index) }
            let (meanX, meanY) = (x.reduce(0, +) / count, samples.reduce(0) { $0 + $1.logarithm } / count)
            let square = x.reduce(0) { $0 + ($1 - meanX) * ($1 - meanX) }
            let product = zip(x, samples).reduce(0) { $0 + ($1.0 - meanX) * ($1.1.logarithm - meanY) }
            let slope = degree == 0 || square == 0 ? 1 : product / square
            let shift = meanY - slope * meanX
            let spread = zip(x, samples).reduce(0) { sum, pair in
                let error = pair.1.logarithm - shift - slope * pair.0
                return sum + error * error
            }
            if spread < best?.spread ?? .infinity { best = (source, slope, shift, spread) }
        }
        return best
    }

    /// Non-negative least squares on the work.
    private func fromNothing(_ samples: [Sample]) -> (Int) -> Double {
        let rates = NonNegativeLeastSquares.solve(
            Design(
                rows: samples.count, columns: WorkTerm.count, elements: samples.flatMap { items[$0.index].work.amounts }
            ),
            samples.map { exp($0.logarithm) }, scales: samples.map { exp(-$0.logarithm) })
        return { index in log(max(zip(items[index].work.amounts, rates).reduce(0) { $0 + $1.0 * $1.1 }, 1e-6)) }
    }
}
