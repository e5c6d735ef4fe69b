import Glibc
import KernelFormation
public import Measurements

/// Leaves every GPU of the published tables out of the pool, and predicts its networks from a few planned kernels and
/// networks that were measured on it.
public struct GPUTransferEvaluator: Sendable {
    /// One split of the networks: pieces do not depend on each other.
    public struct Job: Sendable {
        fileprivate var cases: String
        /// What the pool has not measured.
        fileprivate var held: Set<String>
        /// What is predicted; empty for all that was not measured on the target.
        fileprivate var tests: Set<String>
        fileprivate var isCalibration: Bool
        /// What is held out.
        public var name: String
    }

    /// What a job finds.
    public struct Piece: Sendable {
        fileprivate var cases: TransferCases
    }

    private static let measured = "1 networks that the pool has measured"
    private static let new = "2 new networks with relatives in the pool"

    private let devices: [DeviceMeasurements]
    private let libraries: TrainingLibraries
    private let names: [String]

    /// - Throws: `PredictionError` of reason `unavailable` where a library that training needs is not installed.
    public init(_ devices: [DeviceMeasurements]) throws(PredictionError) {
        self.devices = devices
        libraries = try TrainingLibraries()
        names = Set(devices.flatMap { $0.networks.map(\.network) }).sorted()
    }

    /// All jobs: those that figures come from, and those that the intervals' width comes from.
    public func jobs(seed: UInt64 = 0) -> [Job] {
        func splits(_ seed: UInt64) -> [Set<String>] {
            let folds = Folds(names, count: 5, seed: seed)
            return (0..<5).map { fold in Set(names.filter { folds.places[$0] == fold }) }
        }
        let (figures, widths) = (splits(seed), splits(seed + 100))
        return [Job(cases: Self.measured, held: [], tests: [], isCalibration: false, name: "measured networks")]
            + figures.enumerated().map {
                Job(cases: Self.new, held: $1, tests: $1, isCalibration: false, name: "new networks, fifth \($0 + 1)")
            }
            + widths.prefix(2).enumerated().flatMap { place, held in
                [
                    Job(
                        cases: Self.new, held: held, tests: held, isCalibration: true,
                        name: "new networks for the intervals, \(place + 1)"),
                    Job(
                        cases: Self.measured, held: held, tests: Set(names).subtracting(held), isCalibration: true,
                        name: "measured networks for the intervals, \(place + 1)"),
                ]
            }
    }

    /// Runs one job: on every device in turn, with so many planned kernels and each number of networks.
    public func run(_ job: Job, kernels: Int, samples: [Int]) throws(PredictionError) -> Piece {
        let known = names.filter { !job.held.contains($0) }
        var sources: [GPUSource] = []
        for device in devices {
            sources.append(try GPUSource(device, known: Set(known), by: libraries))
        }
        var found = TransferCases()
        for (target, device) in devices.enumerated() {
            let others = sources.indices.filter { $0 != target }.map { sources[$0] }
            let transfer = GPUTransfer(device, sources: others, known: Set(known), networks: names)
            let plan = transfer.planKernels(kernels, of: known)
            guard let times = transfer.times(measuring: plan) else { continue }
            let networks = transfer.networks(times)
            let process = OverheadProcess(sources: others.map(\.overhead))
            let knownPlaces = known.compactMap { networks[$0] }
            let order = process.plan(samples.max() ?? 0, of: knownPlaces).map { known[$0] }
            let tests = job.tests.isEmpty ? known : names.filter(job.tests.contains)
            for count in samples {
                let own = order.prefix(count)
                let measured = own.compactMap { name in networks[name].map { ($0, log(transfer.milliseconds(name))) } }
                guard let posterior = process.condition(on: measured.map(\.0), measured.map(\.1)) else { continue }
                let key = TransferCases.Key(
                    cases: job.cases, samples: count, method: .kernelcast,
                    platform: .init(device: device.device, name: "\(device.device)_gpu_fp16"))
                let misfit = posterior.misfit
                for test in tests where !own.contains(test) {
                    guard let place = networks[test] else { continue }
                    let prediction = posterior.predict(place)
                    let outcome = TransferCases.Outcome(
                        measured: transfer.milliseconds(test), predicted: exp(prediction.logarithm),
                        deviation: misfit * prediction.deviation)
                    if job.isCalibration { found.calibrate(key, outcome) } else { found.add(key, outcome) }
                }
                if job.isCalibration { continue }
                scoreCeiling(transfer, process, key, tests, &found)
                let baselines = GPUBaselines(transfer, sources: others, kernels: plan, networks: Array(own))
                for test in tests where !own.contains(test) {
                    for (method, logarithm) in baselines.predict(test) {
                        var key = key
                        key.method = method
                        found.add(
                            key,
                            .init(
                                measured: transfer.milliseconds(test), predicted: exp(logarithm), deviation: nil))
                    }
                }
            }
        }
        return Piece(cases: found)
    }

    /// The same process with all kernels of the device, and every network but a fifth.
    private func scoreCeiling(
        _ transfer: GPUTransfer, _ process: OverheadProcess, _ key: TransferCases.Key, _ tests: [String],
        _ found: inout TransferCases
    ) {
        var key = key
        key.method = .ceiling
        let networks = transfer.networks(transfer.measuredTimes)
        let folds = Folds(tests, count: 5, seed: 1)
        for fold in 0..<5 {
            let samples = networks.keys.sorted().filter { folds.places[$0] != fold }
            guard
                let posterior = process.condition(
                    on: samples.compactMap { networks[$0] }, samples.map { log(transfer.milliseconds($0)) })
            else { continue }
            for test in tests where folds.places[test] == fold {
                guard let place = networks[test] else { continue }
                found.add(
                    key,
                    .init(
                        measured: transfer.milliseconds(test), predicted: exp(posterior.predict(place).logarithm),
                        deviation: nil))
            }
        }
    }

    /// Puts the pieces of all jobs together.
    public static func evaluations(_ pieces: [Piece]) -> [TransferEvaluation] {
        var all = TransferCases()
        for piece in pieces { all.merge(piece.cases) }
        return all.evaluations
    }
}

/// Where a kernel stands: the same for kernels of one row of the published table on every device.
private struct RowKey: Hashable {
    var network: String
    var index: Int
}

/// A GPU of the pool, by what it measured and what it predicts of networks that it did not.
private struct GPUSource: Sendable {
    /// ln milliseconds.
    var times: [RowKey: Double] = [:]
    var overhead: OverheadProcess.Parameters
    /// ln(measured / modelled), by network; what its neighbours tell for one that was not measured.
    var residuals: [String: Double] = [:]
    /// ln milliseconds of networks: as measured, or as predicted.
    var totals: [String: Double] = [:]

    init(_ device: DeviceMeasurements, known: Set<String>, by libraries: TrainingLibraries) throws(PredictionError) {
        let networks = Dictionary(grouping: device.kernels, by: \.network)
        var all: [KernelIdentity: [Double]] = [:]
        for kernel in device.kernels where known.contains(kernel.network) {
            all[KernelIdentity(kernel.kernel), default: []].append(log(kernel.latencyMilliseconds))
        }
        let medians = all.mapValues(\.median)
        for kernel in device.kernels {
            times[RowKey(network: kernel.network, index: kernel.index)] = medians[KernelIdentity(kernel.kernel)]
        }
        if let gpu = BenchmarkedGPU.all.first(where: { $0.device == device.device })?.model,
            networks.keys.contains(where: { !known.contains($0) })
        {
            let recipes = try TFLiteGPURecipes.all(for: gpu.family)
            let data = TrainingData(device, gpu: gpu, scopes: Set(recipes.map(\.scope)))
            let predictors = try data.train(recipes, on: known.contains, seed: 0, by: libraries)
            for (network, kernels) in networks where !known.contains(network) {
                let estimates = predictors.predict(network: kernels.map { KernelView($0.kernel, gpu: gpu) })
                for (kernel, estimate) in zip(kernels, estimates) {
                    guard let estimate else { continue }
                    times[RowKey(network: network, index: kernel.index)] = log(max(estimate.milliseconds, 1e-9))
                }
            }
        }
        let places = networks.mapValues { kernels in
            OverheadProcess.Place(
                kernels: kernels.count, sumMilliseconds: kernels.reduce(0) { $0 + $1.latencyMilliseconds },
                residuals: [])
        }
        let measured = device.networks.filter { known.contains($0.network) }.compactMap { network in
            places[network.network].map { (network.network, $0, log(network.latencyMilliseconds)) }
        }
        overhead = OverheadProcess.fit(measured.map(\.1), measured.map(\.2))
        let items = networks.mapValues { WorkItem(kernels: $0.map(\.kernel)) }
        let typical = WorkModel(logarithms: Array(repeating: 0, count: WorkTerm.count))
        for (name, place, logarithm) in measured { residuals[name] = logarithm - overhead.logarithm(place) }
        let process = ResidualProcess.all(
            measured.compactMap { items[$0.0].map { Descriptor($0, by: typical) } },
            residuals: [measured.map { residuals[$0.0] }])[0]
        for (name, item) in items where !known.contains(name) {
            residuals[name] = process.value(at: Descriptor(item, by: typical))
        }
        for (name, kernels) in networks {
            let sum = kernels.reduce(0) { sum, kernel in
                sum + exp(times[RowKey(network: name, index: kernel.index)] ?? log(kernel.latencyMilliseconds))
            }
            totals[name] =
                overhead.logarithm(.init(kernels: kernels.count, sumMilliseconds: sum, residuals: []))
                + (residuals[name] ?? 0)
        }
        for (name, _, logarithm) in measured { totals[name] = logarithm }
    }
}

/// What our predictions stand beside: made of the same measurements.
private struct GPUBaselines {
    private let rates: [Double]
    private let source: GPUSource?
    private let shift: Double
    private let items: [String: WorkItem]

    /// - Parameters:
    ///   - kernels: the numbers of those that were measured.
    ///   - networks: the names of those that were measured.
    init(_ transfer: GPUTransfer, sources: [GPUSource], kernels: [Int], networks: [String]) {
        items = transfer.items
        let works = kernels.map { transfer.kernelItems[$0].work } + networks.compactMap { transfer.items[$0]?.work }
        let logarithms = kernels.map { transfer.measuredTimes[$0] } + networks.map { log(transfer.milliseconds($0)) }
        rates = NonNegativeLeastSquares.solve(
            Design(rows: works.count, columns: WorkTerm.count, elements: works.flatMap(\.amounts)),
            logarithms.map { exp($0) }, scales: logarithms.map { exp(-$0) })
        var best: (source: GPUSource, shift: Double, spread: Double)?
        for source in sources {
            let differences = networks.map { log(transfer.milliseconds($0)) - (source.totals[$0] ?? 0) }
            let shift = differences.median
            let spread = differences.reduce(0) { $0 + ($1 - shift) * ($1 - shift) }
            if spread < best?.spread ?? .infinity { best = (source, shift, spread) }
        }
        source = best?.source
        shift = best?.shift ?? 0
    }

    /// ln milliseconds of a network.
    func predict(_ network: String) -> [(TransferEvaluation.Method, Double)] {
        guard let item = items[network], let total = source?.totals[network] else { return [] }
        let sum = zip(item.work.amounts, rates).reduce(0) { $0 + $1.0 * $1.1 }
        return [(.scaledSource, total + shift), (.nonNegativeLeastSquares, log(max(sum, 1e-6)))]
    }
}

/// A GPU that was left out, as its sources tell of its kernels.
private struct GPUTransfer: Sendable {
    private var places: [TransferProcess.Place] = []
    /// The kernels, and the networks by name, as the baselines see them.
    let kernelItems: [WorkItem]
    let items: [String: WorkItem]
    /// ln milliseconds, as measured: the median of each configuration.
    private(set) var measuredTimes: [Double] = []
    /// By network, which kernels it runs, and how often.
    private var parts: [String: [Int: Int]] = [:]
    private let totals: [String: Double]
    private let residuals: [String: [Double]]
    private let process: TransferProcess

    init(_ device: DeviceMeasurements, sources: [GPUSource], known: Set<String>, networks: [String]) {
        var numbers: [KernelIdentity: Int] = [:]
        var kernels: [Kernel] = []
        var forecasts: [[[Double]]] = []
        var measured: [[Double]] = []
        var isKnown: [Bool] = []
        for kernel in device.kernels {
            let identity = KernelIdentity(kernel.kernel)
            let number = numbers[identity] ?? kernels.count
            if number == kernels.count {
                numbers[identity] = number
                kernels.append(kernel.kernel)
                forecasts.append(sources.map { _ in [] })
                measured.append([])
                isKnown.append(false)
            }
            measured[number].append(log(kernel.latencyMilliseconds))
            parts[kernel.network, default: [:]][number, default: 0] += 1
            if known.contains(kernel.network) { isKnown[number] = true }
            for (place, source) in sources.enumerated() {
                if let time = Self.time(of: kernel, on: source) { forecasts[number][place].append(time) }
            }
        }
        kernelItems = kernels.map { WorkItem(kernel: $0) }
        items = Dictionary(grouping: device.kernels, by: \.network).mapValues { WorkItem(kernels: $0.map(\.kernel)) }
        measuredTimes = measured.map(\.median)
        totals = Dictionary(uniqueKeysWithValues: device.networks.map { ($0.network, $0.latencyMilliseconds) })
        residuals = Dictionary(
            uniqueKeysWithValues: networks.map { name in (name, sources.map { $0.residuals[name] ?? 0 }) })
        let filled = Self.filled(forecasts.map { $0.map { $0.isEmpty ? nil : $0.median } })
        let descriptors = kernels.map(Descriptor.init(sizesOf:))
        let center = Descriptor.center(descriptors)
        for (number, kernel) in kernels.enumerated() {
            let configuration = kernel.configuration
            places.append(
                TransferProcess.Place(
                    forecasts: filled[number], descriptor: descriptors[number].relative(to: center),
                    group: "\(kernel.type.rawValue) \(configuration.algorithm)", novelty: isKnown[number] ? 0 : 1))
        }
        process = TransferProcess(centeredOn: places, deviations: .kernels)
    }

    /// ln milliseconds of a source's kernel of the same row; of two where the target runs both in one.
    private static func time(of kernel: KernelMeasurement, on source: GPUSource) -> Double? {
        let own = source.times[RowKey(network: kernel.network, index: kernel.index)]
        guard kernel.kernel.configuration.algorithm == "depthwise+1x1",
            let first = source.times[RowKey(network: kernel.network, index: kernel.index - 1)]
        else { return own }
        return own.map { log(exp($0) + exp(first)) }
    }

    /// What a source does not tell, as the others tell it: the source's mean distance from them holds there too.
    private static func filled(_ forecasts: [[Double?]]) -> [[Double]] {
        let full = forecasts.filter { !$0.contains(nil) }.map { $0.compactMap(\.self) }
        let count = Double(max(full.count, 1))
        let means = (forecasts.first ?? []).indices.map { place in full.reduce(0) { $0 + $1[place] } / count }
        return forecasts.map { row in
            let known = zip(row, means).compactMap { value, mean in value.map { $0 - mean } }
            let level = known.reduce(0, +) / Double(max(known.count, 1))
            return zip(row, means).map { value, mean in value ?? mean + level }
        }
    }

    /// The most telling kernels of some networks.
    func planKernels(_ count: Int, of networks: [String]) -> [Int] {
        let candidates = Set(networks.flatMap { parts[$0, default: [:]].keys }).sorted()
        let order = Dictionary(uniqueKeysWithValues: candidates.enumerated().map { ($1, $0) })
        let sums = networks.map { name in
            let times = parts[name, default: [:]].map { number, count in
                (number, Double(count) * exp(places[number].mean))
            }
            let total = times.reduce(0) { $0 + $1.1 }
            return times.sorted { $0.0 < $1.0 }.compactMap { number, time in
                order[number].map { (index: $0, share: time / total) }
            }
        }
        return process.plan(count, of: candidates.map { places[$0] }, sums: sums).map { candidates[$0] }
    }

    /// ln milliseconds of all kernels, some of them measured.
    func times(measuring plan: [Int]) -> [Double]? {
        guard let posterior = process.condition(on: plan.map { places[$0] }, plan.map { measuredTimes[$0] }) else {
            return nil
        }
        var times = posterior.means(places)
        for number in plan { times[number] = measuredTimes[number] }
        return times
    }

    /// The networks, by ln milliseconds of all kernels.
    func networks(_ times: [Double]) -> [String: OverheadProcess.Place] {
        parts.reduce(into: [:]) { networks, part in
            guard totals[part.key] != nil else { return }
            let parts = part.value.sorted { $0.key < $1.key }
            networks[part.key] = OverheadProcess.Place(
                kernels: parts.reduce(0) { $0 + $1.value },
                sumMilliseconds: parts.reduce(0) { $0 + Double($1.value) * exp(times[$1.key]) },
                residuals: residuals[part.key] ?? [])
        }
    }

    /// As measured, end to end.
    func milliseconds(_ network: String) -> Double { totals[network] ?? .nan }
}

/// What is the same for kernels of one configuration; how the file came to it does not count.
struct KernelIdentity: Hashable {
    private let type: KernelType
    private let configuration: KernelConfiguration

    init(_ kernel: Kernel) {
        type = kernel.type
        var configuration = kernel.configuration
        (configuration.padTop, configuration.padLeft, configuration.padBottom, configuration.padRight) = (0, 0, 0, 0)
        self.configuration = configuration
    }
}
