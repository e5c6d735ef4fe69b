import Glibc
import KernelFormation
public import Measurements

/// A platform that the pool does not have, as platforms of the pool and some measurements of its own tell of it.
public struct Adaptation: Sendable {
    /// A workload and its time.
    public struct Measured: Sendable, Hashable {
        public var workload: Workload
        public var milliseconds: Double
        /// The standard deviation of the repeats over their mean; 0 where it is not known.
        public var repeatDeviation: Double
        /// Where it stands, as messages call it; empty where that is not known.
        public var place: String

        public init(_ workload: Workload, milliseconds: Double, repeatDeviation: Double = 0, place: String = "") {
            self.workload = workload
            self.milliseconds = milliseconds
            self.repeatDeviation = repeatDeviation
            self.place = place
        }
    }

    /// What it learns from.
    public let sources: [Platform]
    public let measurements: [Measured]
    /// The cores that it uses.
    private let threads: Int
    private let view: SourceView
    private let posterior: Posterior

    /// What measurements make of the sources.
    private enum Posterior: Sendable {
        /// Every workload on its own.
        case wholes(TransferProcess.Posterior)
        /// Kernels, and what networks take beside them.
        case parts(TransferProcess.Posterior, OverheadProcess, OverheadProcess.Posterior?)
    }

    /// The fewest measurements that tell a platform from its sources.
    public static let leastMeasurements = 3

    /// - Parameter threads: the cores that the platform uses.
    /// - Throws: `PredictionError` of reason `malformed` where the measurements are too few, or one is not in the units
    ///   of the others.
    public init(sources: [Platform], measurements: [Measured], threads: Int = 1) throws(PredictionError) {
        guard measurements.count >= Self.leastMeasurements else {
            throw PredictionError(
                .malformed(
                    "expected measurements of at least \(Self.leastMeasurements) different workloads, "
                        + "found \(measurements.count)"))
        }
        view = SourceView(sources)
        let places = view.places(measurements)
        try Self.checkUnits(measurements, zip(measurements, places).map { log($0.milliseconds) - $1.mean })
        guard let posterior = Self.posterior(view, measurements, places) else {
            throw PredictionError(.malformed("expected measurements that differ, found \(measurements.count) alike"))
        }
        self.sources = sources
        self.measurements = measurements
        self.threads = threads
        self.posterior = posterior
    }

    private static func wholes(
        _ measurements: [Measured], _ places: [TransferProcess.Place], _ logarithms: [Double]
    ) -> TransferProcess {
        TransferProcess(centeredOn: places, deviations: .fitting(measurements.map(\.workload)))
            .leaning(to: places, logarithms)
    }

    /// - Parameter places: of the measurements.
    private static func posterior(
        _ view: SourceView, _ measurements: [Measured], _ places: [TransferProcess.Place]
    ) -> Posterior? {
        let kernels = measurements.indices.filter { measurements[$0].workload.kind == .kernel }
        guard view.knowsKernels, kernels.count >= leastMeasurements else {
            let logarithms = measurements.map { log($0.milliseconds) }
            return wholes(measurements, places, logarithms).condition(on: places, logarithms).map(Posterior.wholes)
        }
        let own = kernels.map { places[$0] }
        let process = TransferProcess(centeredOn: own, deviations: .kernels)
        guard let posterior = process.condition(on: own, kernels.map { log(measurements[$0].milliseconds) }) else {
            return nil
        }
        // What a source's overhead leaves of a network is not known where the network is new.
        let overhead = OverheadProcess(
            sources: view.sources.map { OverheadProcess.Parameters($0.overhead) },
            deviations: .init(parameters: [0.8, 1.5, 0.2], noise: 0.05, follow: 0))
        let wholes = measurements.filter { $0.workload.kind != .kernel }
        return .parts(
            posterior, overhead,
            overhead.condition(
                on: wholes.map { view.overheadPlace($0.workload, by: posterior) },
                wholes.map { log($0.milliseconds) }))
    }

    /// A time that is a thousandfold of what its neighbours make likely is in another unit.
    ///
    /// - Parameter differences: ln(measured / forecast) of each.
    /// - Throws: `PredictionError` of reason `malformed` with the first such time.
    public static func checkUnits(_ measurements: [Measured], _ differences: [Double]) throws(PredictionError) {
        guard !differences.isEmpty else { return }
        let middle = differences.sorted()[differences.count / 2]
        for (measured, difference) in zip(measurements, differences) {
            let factor = exp(abs(difference - middle))
            guard factor > 200 else { continue }
            let error = PredictionError(
                .malformed(
                    "expected times in one unit, found \"\(measured.workload.name)\" "
                        + "\(Int(min(factor, 1e9).rounded())) times \(difference > middle ? "longer" : "shorter") "
                        + "than its neighbours make likely"))
            throw measured.place.isEmpty ? error : error.within(measured.place)
        }
    }

    /// ln milliseconds of workloads, and how far from it nine measurements of ten lie at most.
    public func predict(_ workloads: [Workload]) -> [(logarithm: Double, width: Double)] {
        switch posterior {
        case .wholes(let posterior):
            return posterior.intervals(view.places(workloads), threads: threads)
        case .parts(let kernels, let process, let overhead):
            return workloads.map { workload in
                if workload.kind == .kernel {
                    return kernels.intervals(view.places([workload]), threads: threads)[0]
                }
                let place = view.overheadPlace(workload, by: kernels)
                let (logarithm, deviation) = overhead?.predict(place) ?? process.predict(place)
                return (logarithm, OverheadProcess.width * (overhead?.misfit ?? 1) * deviation)
            }
        }
    }

    /// Each measurement as the others tell it, in milliseconds.
    public var leftOut: [Double] {
        let places = view.places(measurements)
        guard case .parts = posterior else {
            let logarithms = measurements.map { log($0.milliseconds) }
            return Self.wholes(measurements, places, logarithms).leaveOneOut(places, logarithms)
                .map { exp($0.logarithm) }
        }
        return measurements.indices.map { index in
            var (others, otherPlaces) = (measurements, places)
            others.remove(at: index)
            otherPlaces.remove(at: index)
            guard let posterior = Self.posterior(view, others, otherPlaces) else {
                return measurements[index].milliseconds
            }
            let left = Adaptation(
                sources: sources, measurements: others, threads: threads, view: view, posterior: posterior)
            return exp(left.predict([measurements[index].workload])[0].logarithm)
        }
    }

    private init(
        sources: [Platform], measurements: [Measured], threads: Int, view: SourceView, posterior: Posterior
    ) {
        self.sources = sources
        self.measurements = measurements
        self.threads = threads
        self.view = view
        self.posterior = posterior
    }

    /// Which of the candidates to measure: the most telling first.
    public static func plan(_ count: Int, of candidates: [Workload], sources: [Platform]) -> [Int] {
        let limit = 1200
        let some =
            candidates.count <= limit
            ? Array(candidates.indices) : (0..<limit).map { $0 * candidates.count / limit }
        let places = SourceView(sources).places(some.map { candidates[$0] })
        return TransferProcess(centeredOn: places, deviations: .fitting(candidates))
            .plan(count, of: places, references: places).map { some[$0] }
    }
}

extension TransferProcess.Deviations {
    /// Of networks where there are no others.
    fileprivate static func fitting(_ workloads: [Workload]) -> TransferProcess.Deviations {
        workloads.allSatisfy { $0.kind == .network } ? .networks : .init()
    }
}

extension Adaptation: Hashable {
    public static func == (first: Adaptation, second: Adaptation) -> Bool {
        first.sources == second.sources && first.measurements == second.measurements
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(sources)
        hasher.combine(measurements)
    }
}

/// Platforms as sources: what they forecast, and where a workload stands among those that they measured.
struct SourceView: Sendable {
    let sources: [Platform]
    /// By which descriptors are told.
    private let frame: WorkModel
    private let center: [Double]

    init(_ sources: [Platform]) {
        self.sources = sources
        let works = sources.compactMap(\.work)
        var sum = Array(repeating: 0.0, count: WorkTerm.count)
        for work in works { for index in sum.indices { sum[index] += work.frame.logarithms[index] } }
        frame = WorkModel(logarithms: sum.map { $0 / Double(max(works.count, 1)) })
        center = works.first.map { Descriptor.center($0.points) } ?? []
    }

    /// Places of measurements, which scatter as their repeats do.
    func places(_ measurements: [Adaptation.Measured]) -> [TransferProcess.Place] {
        zip(places(measurements.map(\.workload)), measurements).map { place, measured in
            var place = place
            place.repeatDeviation = measured.repeatDeviation
            return place
        }
    }

    /// Workloads that no source tells anything of have the place of a millisecond.
    func places(_ workloads: [Workload]) -> [TransferProcess.Place] {
        let forecasts = sources.map { $0.forecasts(workloads) }
        let leverages = sources.map { $0.leverages(workloads) }
        let strangeness = sources.first?.strangeness(workloads) ?? workloads.map { _ in (0, 0) }
        return workloads.indices.map { index in
            let item = WorkItem(workloads[index])
            let descriptor = Descriptor(item, by: frame)
            return TransferProcess.Place(
                forecasts: forecasts.map { $0[index] },
                descriptor: center.isEmpty ? descriptor : descriptor.relative(to: center), group: item.group,
                novelty: strangeness[index].novelty, untried: strangeness[index].untried,
                leverages: leverages.map { $0[index] })
        }
    }
}

extension SourceView {
    /// Whether the sources were measured kernel by kernel, so that their overhead models tell what networks take beside.
    fileprivate var knowsKernels: Bool {
        sources.allSatisfy { $0.adaptation == nil && ($0.work == nil || $0.work?.measured == .kernels) }
    }

    /// A network whose kernels take what the measured ones tell.
    fileprivate func overheadPlace(
        _ workload: Workload, by kernels: TransferProcess.Posterior
    ) -> OverheadProcess.Place {
        let parts = workload.parts.filter { !$0.kernel.isFree }
        let single = parts.map {
            Workload(name: "", kind: .kernel, group: $0.kernel.type.rawValue, parts: [Workload.Part($0.kernel)])
        }
        let times = kernels.means(places(single))
        return OverheadProcess.Place(
            kernels: parts.reduce(0) { $0 + $1.count },
            sumMilliseconds: zip(parts, times).reduce(0) { $0 + Double($1.0.count) * exp($1.1) }, residuals: [])
    }
}

extension OverheadProcess.Parameters {
    /// Of a platform that has been fitted on networks; what it gives no time keeps a little.
    fileprivate init(_ overhead: OverheadModel) {
        self.init(logarithms: [
            log(max(overhead.constantMilliseconds, 0.05)), log(max(50 * overhead.kernelMilliseconds, 0.02)),
            log(max(overhead.scale, 0.5)),
        ])
    }
}

extension Platform {
    /// ln milliseconds of each workload; 0 where there is no estimate.
    func forecasts(_ workloads: [Workload]) -> [Double] {
        workloads.map { workload in predict(workload).map { log(max($0.milliseconds, 1e-9)) } ?? 0 }
    }

    /// How far what its network tells of each workload moves with each weight of the last layer; empty where the forecast
    /// does not come from a network.
    fileprivate func leverages(_ workloads: [Workload]) -> [[Double]] {
        workloads.map { workload in
            guard let work, work.measured == .blocks, workload.kind == .block else { return [] }
            return work.leverages([WorkItem(workload)])[0]
        }
    }

    /// From 0 for what was measured, or is like it, to 1, and the part of its time that goes to work not tried.
    fileprivate func strangeness(_ workloads: [Workload]) -> [(novelty: Double, untried: Double)] {
        workloads.map { workload in
            guard let work, work.measured == .networks, workload.kind == .network,
                let told = work.predict(model: workload.kernels)
            else { return (0, 0) }
            return (told.novelty, told.untried)
        }
    }
}

extension Workload {
    /// One after the other.
    var kernels: [Kernel] { parts.flatMap { Array(repeating: $0.kernel, count: $0.count) } }
}
