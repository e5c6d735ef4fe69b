public import Measurements

/// Leaves every device of a table of networks out of the pool, with all its settings, and predicts its networks from a
/// few planned measurements.
public struct NetworkTransferEvaluator: Sendable {
    /// Which networks are predicted.
    public enum Cases: String, Sendable, CaseIterable {
        /// All that were not measured on the target; the pool measured them.
        case measured = "1 networks that the pool has measured"
        /// A fifth at a time; the pool measured their relatives.
        case new = "2 new networks with relatives in the pool"
        /// All networks of a fifth of the families at a time: of one name, such as RegNet.
        case fifthOfFamilies = "3 families unseen anywhere, a fifth"
        /// All networks of half of the families at a time.
        case halfOfFamilies = "4 families unseen anywhere, half"
        /// All networks of a fifth of the groups of kindred families: DenseNet with PeleeNet, HarDNet and VoVNet.
        case fifthOfGroups = "5 groups of families unseen, a fifth"
        /// All networks of half of the groups at a time.
        case halfOfGroups = "6 groups of families unseen, half"
    }

    /// One device left out, for one split of the networks: pieces do not depend on each other.
    public struct Job: Sendable {
        fileprivate var device: String
        fileprivate var cases: Cases
        /// What the pool has not measured; nil where it has all.
        fileprivate var held: Set<Int>?
        /// What is predicted; nil for all that was not measured on the target.
        fileprivate var tests: Set<Int>?
        fileprivate var isCalibration: Bool

        /// The device and the kind of cases.
        public var name: String { "\(device), \(cases.rawValue)\(isCalibration ? ", for the intervals" : "")" }
    }

    /// What a job finds.
    public struct Piece: Sendable {
        fileprivate var cases: TransferCases
    }

    private let table: MeasurementTable
    private let items: [WorkItem]

    public init(_ table: MeasurementTable) {
        self.table = table
        items = table.workloads.map(WorkItem.init)
    }

    /// All jobs: those that figures come from, and those that the intervals' width comes from.
    public func jobs(_ cases: [Cases], seed: UInt64 = 0) -> [Job] {
        var devices: [String] = []
        for column in table.columns where !devices.contains(column.device) { devices.append(column.device) }
        return cases.flatMap { cases in
            splits(cases, seed: seed).flatMap { held in
                devices.map { Job(device: $0, cases: cases, held: held, tests: held, isCalibration: false) }
            }
                + calibrationSplits(cases, seed: seed + 100).flatMap { held, tests in
                    devices.map { Job(device: $0, cases: cases, held: held, tests: tests, isCalibration: true) }
                }
        }
    }

    /// Splits that no figure comes from, in which each network is predicted at least once. Where all networks are in the
    /// pool, a fifth is neither there nor predicted.
    private func calibrationSplits(_ cases: Cases, seed: UInt64) -> [(held: Set<Int>?, tests: Set<Int>?)] {
        guard cases == .measured else { return splits(cases, seed: seed).map { ($0, $0) } }
        return splits(.new, seed: seed).prefix(2).map { held in
            (held, held.map { Set(items.indices).subtracting($0) })
        }
    }

    private func splits(_ cases: Cases, seed: UInt64) -> [Set<Int>?] {
        let names = items.map(\.name)
        switch cases {
        case .measured: return [nil]
        case .new:
            let folds = Folds(names, count: 5, seed: seed)
            return (0..<5).map { fold in Set(names.indices.filter { folds.places[names[$0]] == fold }) }
        case .fifthOfFamilies: return familySplits(NetworkFamilies.single, 5, seed)
        case .halfOfFamilies: return familySplits(NetworkFamilies.single, 2, seed)
        case .fifthOfGroups: return familySplits(NetworkFamilies.all, 5, seed)
        case .halfOfGroups: return familySplits(NetworkFamilies.all, 2, seed)
        }
    }

    private func familySplits(
        _ families: [(name: String, prefixes: [String])], _ parts: Int, _ seed: UInt64
    ) -> [Set<Int>?] {
        (0..<2).flatMap { repetition in
            let folds = Folds(families.map(\.name), count: parts, seed: seed + UInt64(repetition))
            return (0..<parts).map { part in
                let prefixes = families.filter { folds.places[$0.name] == part }.flatMap(\.prefixes)
                return Set(items.indices.filter { index in prefixes.contains { items[index].name.hasPrefix($0) } })
            }
        }
    }

    /// Runs one job, with each number of samples.
    ///
    /// - Parameter targets: the settings that are predicted, by name; all where nil. The intervals' width comes from all.
    public func run(_ job: Job, samples: [Int], targets: [String]? = nil) -> Piece {
        let known = items.indices.filter { !(job.held?.contains($0) ?? false) }
        var found = TransferCases()
        for precision in Set(table.columns.map(\.precision)).sorted() {
            let settings = table.columns.filter { $0.precision == precision }
            let sources = settings.filter { $0.device != job.device }
            let pool = SourcePool(
                known.map { items[$0] }, milliseconds: sources.map { source in known.map { source.milliseconds[$0] } },
                settings: .networks(framework: settings[0].framework, precision: precision))
            let places = pool.places(items, sources: Array(sources.indices))
            let plan = TransferProcess(centeredOn: places, deviations: .networks).plan(
                samples.max() ?? 0, of: known.map { places[$0] }, references: places
            ).map { known[$0] }
            let tests = job.tests.map { $0.sorted() } ?? known
            for column in settings where column.device == job.device {
                guard job.isCalibration || targets?.contains(column.name) ?? true else { continue }
                let target = TransferTarget(
                    platform: .init(
                        device: column.device, name: column.name,
                        kind: "\(precision), \(column.threads > 1 ? "several cores" : "one core")"), items: items,
                    places: places,
                    milliseconds: column.milliseconds, repeatDeviations: column.repeatDeviations,
                    threads: column.threads, deviations: .networks, cases: job.cases.rawValue,
                    isCalibration: job.isCalibration)
                for count in samples {
                    target.score(plan.prefix(count), count: count, tests: tests, into: &found)
                    if job.isCalibration { continue }
                    target.scoreCeiling(tests, count: count, into: &found)
                    if job.held != nil {
                        target.scoreReference(
                            plan.prefix(count), count: count, tests: tests,
                            sourceMilliseconds: sources.map(\.milliseconds), into: &found)
                    }
                }
            }
        }
        return Piece(cases: found)
    }

    /// Puts the pieces of all jobs together.
    public static func evaluations(_ pieces: [Piece]) -> [TransferEvaluation] {
        var all = TransferCases()
        for piece in pieces { all.merge(piece.cases) }
        return all.evaluations
    }
}

extension MeasurementTable.Column {
    /// `pixel4_cpu-1large_fp32`
    var name: String { "\(device)_\(unit)_\(precision)" }
}
