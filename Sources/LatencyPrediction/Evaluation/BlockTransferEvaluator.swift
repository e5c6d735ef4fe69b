import Glibc
public import Measurements

/// Leaves every phone of a table of blocks out of the pool, and predicts blocks that no phone of the pool has measured
/// from a few planned measurements.
public struct BlockTransferEvaluator: Sendable {
    /// One phone left out.
    public struct Job: Sendable {
        fileprivate var target: Int
        fileprivate var isCalibration: Bool
        /// Its device.
        public var name: String
    }

    /// What a job finds.
    public struct Piece: Sendable {
        fileprivate var cases: TransferCases
    }

    /// Plans that are scored together, each from candidates of its own, and references for their choice: drawn from the
    /// blocks that are not held out.
    private static let planCount = 4
    private static let candidateCount = 1000
    private static let referenceCount = 1500
    private static let cases = "blocks that no phone has measured"

    private let table: MeasurementTable
    private let items: [WorkItem]
    private let libraries: TrainingLibraries

    /// - Throws: `PredictionError` of reason `unavailable` where a library that training needs is not installed.
    public init(_ table: MeasurementTable) throws(PredictionError) {
        self.table = table
        items = table.workloads.map(WorkItem.init)
        libraries = try TrainingLibraries()
    }

    /// A job for each phone, and one for each that the intervals' width comes from.
    public func jobs() -> [Job] {
        [false, true].flatMap { isCalibration in
            table.columns.indices.map { place in
                Job(
                    target: place, isCalibration: isCalibration,
                    name: table.columns[place].device + (isCalibration ? ", for the intervals" : ""))
            }
        }
    }

    /// Runs one job, with each number of samples of each plan. A fifth of the blocks is held out, another for the intervals.
    public func run(_ job: Job, samples: [Int], seed: UInt64 = 0) throws(PredictionError) -> Piece {
        var generator = SeededGenerator(seed: seed)
        let order = generator.permutation(items.count)
        let fifth = items.count / 5
        let held = job.isCalibration ? Array(order[fifth..<2 * fifth]) : Array(order[..<fifth])
        let isHeld = Set(held)
        let known = order.filter { !isHeld.contains($0) }
        let tests = job.isCalibration ? Array(held.prefix(600)) : held
        let sources = table.columns.indices.filter { $0 != job.target }
        let pool = try pool(sources, known: known)
        let places = pool.places(items, sources: Array(sources.indices))
        let column = table.columns[job.target]
        let target = TransferTarget(
            platform: .init(device: column.device, name: column.name), items: items, places: places,
            milliseconds: column.milliseconds, repeatDeviations: column.repeatDeviations,
            threads: column.threads, deviations: .init(), cases: Self.cases, isCalibration: job.isCalibration)
        var found = TransferCases()
        let process = TransferProcess(centeredOn: places)
        let references = known.prefix(Self.referenceCount).map { places[$0] }
        for number in 0..<Self.planCount {
            let candidates = Array(
                known.dropFirst(Self.referenceCount + number * Self.candidateCount).prefix(Self.candidateCount))
            let plan = process.plan(
                samples.max() ?? 0, of: candidates.map { places[$0] }, references: references
            ).map { candidates[$0] }
            for count in samples { target.score(plan.prefix(count), count: count, tests: tests, into: &found) }
        }
        if !job.isCalibration { try scoreTrained(target, job.target, known, tests, samples, &found) }
        return Piece(cases: found)
    }

    private func pool(_ columns: [Int], known: [Int]) throws(PredictionError) -> SourcePool {
        try SourcePool(
            known.map { items[$0] },
            milliseconds: columns.map { column in known.map { table.columns[column].milliseconds[$0] } },
            by: libraries.xgboost, libraries.blas)
    }

    /// What the phone's own predictor reaches, trained on all blocks that are not held out.
    private func scoreTrained(
        _ target: TransferTarget, _ column: Int, _ known: [Int], _ tests: [Int], _ samples: [Int],
        _ found: inout TransferCases
    ) throws(PredictionError) {
        let forecasts = try pool([column], known: known).forecasts(tests.map { items[$0] }, source: 0)
        for (test, forecast) in zip(tests, forecasts) {
            for count in samples { target.add(.ceiling, count, test, forecast, nil, &found) }
        }
    }

    /// Puts the pieces of all jobs together.
    public static func evaluations(_ pieces: [Piece]) -> [TransferEvaluation] {
        var all = TransferCases()
        for piece in pieces { all.merge(piece.cases) }
        return all.evaluations
    }
}
