import Glibc
import KernelFormation
public import Measurements

/// Makes platforms of workloads that were measured in wholes: of networks, of blocks, of kernels without their networks.
public struct WorkPlatformTrainer: Sendable {
    private let table: MeasurementTable
    private let ruleset: Platform.RulesetChoice
    private let items: [WorkItem]
    private let seed: UInt64

    /// - Parameter ruleset: how kernels are formed of what is predicted.
    public init(_ table: MeasurementTable, ruleset: Platform.RulesetChoice, seed: UInt64 = 0) {
        self.table = table
        self.ruleset = ruleset
        items = table.workloads.map(WorkItem.init)
        self.seed = seed
    }

    /// The platforms of one precision: they learn from each other.
    public func networks(precision: String) -> [Platform] {
        let columns = table.columns.filter { $0.precision == precision }
        let times = columns.map(\.milliseconds)
        let settings = WorkModelFitting.Settings.networks(
            framework: columns.first?.framework ?? "", precision: precision)
        let near = heldOut(folds(items.map(\.name), seed), times, settings)
        let far = heldOut(familyFolds(seed), times, settings)
        // How wide intervals are follows from folds that no figure comes from.
        let others = [
            heldOut(folds(items.map(\.name), seed + 1), times, settings),
            heldOut(familyFolds(seed + 1), times, settings),
        ]
        let pool = SourcePool(items, milliseconds: times, settings: settings)
        return columns.indices.map { place in
            let spreads = Self.spreads(others.flatMap { Self.cases(times[place], $0[place]) })
            func accuracy(_ left: [Left?]) -> Accuracy {
                let cases = Self.cases(times[place], left)
                return Accuracy(
                    predicted: cases.map { exp($0.left.logarithm) }, measured: cases.map(\.milliseconds),
                    spreads: cases.map { spreads.near.widened(to: spreads.far, $0.left.novelty, $0.left.untried) })
                    ?? .none
            }
            return platform(
                columns[place],
                work: WorkPredictor(
                    measured: .networks, source: pool.single(place), largest: largest, farSpread: spreads.far),
                spread: spreads.near,
                accuracy: .init(
                    protocolDescription: "5-fold by network, seed \(seed); families: 5-fold by group of families",
                    networks: accuracy(near[place]), families: accuracy(far[place]), kernels: [:]))
        }
    }

    /// What a source that has learnt without a network tells of it.
    private struct Left {
        var logarithm: Double
        var novelty: Double
        var untried: Double
    }

    /// By column and row, from sources that have learnt without the row's fold.
    private func heldOut(_ folds: [[Int]], _ times: [[Double?]], _ settings: WorkModelFitting.Settings) -> [[Left?]] {
        var result = times.map { $0.map { _ in Left?.none } }
        for fold in folds where !fold.isEmpty {
            let isHeld = Set(fold)
            let known = items.indices.filter { !isHeld.contains($0) }
            let pool = SourcePool(
                known.map { items[$0] }, milliseconds: times.map { row in known.map { row[$0] } },
                settings: settings)
            for column in times.indices {
                let places = pool.single(column).places(fold.map { items[$0] }, sources: [0])
                for (row, place) in zip(fold, places) {
                    result[column][row] = Left(logarithm: place.mean, novelty: place.novelty, untried: place.untried)
                }
            }
        }
        return result
    }

    private static func cases(_ milliseconds: [Double?], _ left: [Left?]) -> [(milliseconds: Double, left: Left)] {
        zip(milliseconds, left).compactMap { time, left in
            guard let time, let left else { return nil }
            return (time, left)
        }
    }

    /// Errors grow with novelty, from this much where there is none.
    private static let leastNovelty = 0.05

    /// Of networks that are like those that were measured, and of those that are not at all.
    private static func spreads(
        _ cases: [(milliseconds: Double, left: Left)]
    ) -> (near: Predictor.Spread, far: Predictor.Spread) {
        guard !cases.isEmpty else { return (.init(low: 0, high: 0), .init(low: 0, high: 0)) }
        let ratios = cases.map { time, left in
            let error = log(time) - left.logarithm
            let rest = max(abs(error) - left.untried, 0) / (leastNovelty + left.novelty)
            return error < 0 ? -rest : rest
        }
        let (low, high) = (ratios.quantile(0.05), ratios.quantile(0.95))
        let (near, far) = (leastNovelty, leastNovelty + 1)
        return (.init(low: near * low, high: near * high), .init(low: far * low, high: far * high))
    }

    private func folds(_ names: [String], _ seed: UInt64) -> [[Int]] {
        let folds = Folds(Array(Set(names)), count: 5, seed: seed)
        return (0..<5).map { fold in names.indices.filter { folds.places[names[$0]] == fold } }
    }

    private func familyFolds(_ seed: UInt64) -> [[Int]] {
        let families = (NetworkFamilies.all + NetworkFamilies.transformers).filter { family in
            items.contains { item in family.prefixes.contains { item.name.hasPrefix($0) } }
        }
        let folds = Folds(families.map(\.name), count: 5, seed: seed)
        return (0..<5).map { part in
            let prefixes = families.filter { folds.places[$0.name] == part }.flatMap(\.prefixes)
            return items.indices.filter { index in prefixes.contains { items[index].name.hasPrefix($0) } }
        }
    }

    /// A phone's platform, by the blocks that were measured on it.
    ///
    /// - Throws: `PredictionError` of reason `unavailable` where a library that training needs is not installed.
    public func blocks(_ column: MeasurementTable.Column) throws(PredictionError) -> Platform {
        let libraries = try TrainingLibraries()
        let held = try heldOut(column, folds(items.map(\.name), seed), by: libraries.xgboost, libraries.blas)
        let others = try heldOut(column, folds(items.map(\.name), seed + 1), by: libraries.xgboost, libraries.blas)
        let pool = try SourcePool(
            items, milliseconds: [column.milliseconds], settings: .init(precision: column.precision),
            by: libraries.xgboost, libraries.blas)
        let spread = spread(column.milliseconds, others)
        return platform(
            column,
            // For what was not tried: thrice as wide, and a quarter at least.
            work: WorkPredictor(
                measured: .blocks, source: pool, largest: largest, farSpread: spread.scaled(by: 3, atLeast: 0.25)),
            spread: spread,
            accuracy: .init(
                protocolDescription: "blocks, 5-fold by configuration, seed \(seed)",
                networks: accuracy(column.milliseconds, held, spread), kernels: [:]))
    }

    /// A platform by its kernels; where networks are given that ran them, with what networks take beside them.
    ///
    /// - Parameter networks: by name, end to end. A workload's name is then its network's.
    /// - Throws: `PredictionError` of reason `unavailable` where the library that trains trees is not installed.
    public func kernels(
        _ column: MeasurementTable.Column, networks: [NetworkMeasurement] = []
    ) throws(PredictionError) -> Platform {
        let xgboost = try XGBoost()
        let held = try heldOut(column, folds(items.map(\.name), seed), by: xgboost)
        let others = try heldOut(column, folds(items.map(\.name), seed + 1), by: xgboost)
        let pool = try SourcePool(
            items, milliseconds: [column.milliseconds], settings: .init(precision: column.precision), by: xgboost)
        let spread = spread(column.milliseconds, others)
        let totals = totals(networks, column.milliseconds, held, seed)
        let latencies = networks.map(\.latencyMilliseconds)
        let networkSpread =
            networks.isEmpty
            ? spread : self.spread(latencies, self.totals(networks, column.milliseconds, others, seed + 1).held)
        var kernels: [Predictor.Scope: Accuracy] = [:]
        var spreads: [KernelType: Predictor.Spread] = [:]
        for type in Set(items.map(\.group)) {
            guard let kernelType = KernelType(rawValue: type) else { continue }
            let rows = items.indices.filter { items[$0].group == type && column.milliseconds[$0] != nil }
            guard !rows.isEmpty else { continue }
            let times = rows.map { column.milliseconds[$0] }
            if rows.count >= Self.leastForSpread {
                // Short times are published with two digits.
                spreads[kernelType] = self.spread(times, rows.map { others[$0] }).scaled(by: 1, atLeast: 0.01)
            }
            kernels[.init(kernelType)] = accuracy(times, rows.map { held[$0] }, spreads[kernelType] ?? spread)
        }
        return platform(
            column,
            work: WorkPredictor(
                measured: .kernels, source: pool, largest: largest, farSpread: spread, kernelSpreads: spreads),
            overhead: totals.overhead, spread: networkSpread,
            accuracy: .init(
                protocolDescription: networks.isEmpty
                    ? "kernels, 5-fold by configuration, seed \(seed)" : "5-fold by network, seed \(seed)",
                networks: accuracy(latencies, totals.held, networkSpread), kernels: kernels))
    }

    /// Fewer kernels of one type than these share the spread of all.
    private static let leastForSpread = 40

    /// ln milliseconds by row, learnt without the row's fold.
    private func heldOut(
        _ column: MeasurementTable.Column, _ folds: [[Int]], by xgboost: XGBoost, _ blas: OpenBLAS? = nil
    ) throws(PredictionError) -> [Double?] {
        var result = column.milliseconds.map { _ in Double?.none }
        for fold in folds where !fold.isEmpty {
            let isHeld = Set(fold)
            let known = items.indices.filter { !isHeld.contains($0) }
            let pool = try SourcePool(
                known.map { items[$0] }, milliseconds: [known.map { column.milliseconds[$0] }],
                settings: .init(precision: column.precision), by: xgboost, blas)
            for (row, forecast) in zip(fold, pool.forecasts(fold.map { items[$0] }, source: 0)) {
                result[row] = forecast
            }
        }
        return result
    }

    /// The overhead model of measured kernels, and what it makes of networks whose kernels were held out.
    private func totals(
        _ networks: [NetworkMeasurement], _ milliseconds: [Double?], _ held: [Double?], _ seed: UInt64
    ) -> (overhead: OverheadModel, held: [Double?]) {
        var sums: [String: OverheadModel.Network] = [:]
        var predicted: [String: OverheadModel.Network] = [:]
        for (index, item) in items.enumerated() {
            guard let measured = milliseconds[index], let type = KernelType(rawValue: item.group) else { continue }
            sums[item.name, default: .init()].add(measured, .init(type))
            predicted[item.name, default: .init()].add(held[index].map { exp($0) } ?? measured, .init(type))
        }
        let known = networks.filter { sums[$0.network] != nil }
        guard !known.isEmpty else {
            return (.none, [])
        }
        let names = folds(known.map(\.network), seed)
        func overhead(_ networks: [NetworkMeasurement]) -> OverheadModel {
            OverheadModel(
                fitting: networks.compactMap { sums[$0.network] }, latencies: networks.map(\.latencyMilliseconds))
        }
        var result = networks.map { _ in Double?.none }
        for fold in names {
            let isHeld = Set(fold.map { known[$0].network })
            let model = overhead(known.filter { !isHeld.contains($0.network) })
            for (index, network) in networks.enumerated() where isHeld.contains(network.network) {
                result[index] = predicted[network.network].map { log(max(model.total($0), 1e-6)) }
            }
        }
        return (overhead(known), result)
    }

    private func platform(
        _ column: MeasurementTable.Column, work: WorkPredictor,
        overhead: OverheadModel = .none,
        spread: Predictor.Spread, accuracy: Platform.HeldOutAccuracy
    ) -> Platform {
        let count = column.milliseconds.count { $0 != nil }
        return Platform(
            identity: .init(
                device: column.device, unit: column.unit, framework: column.framework,
                frameworkVersion: column.frameworkVersion, precision: column.precision, threads: column.threads),
            ruleset: ruleset, gpu: nil,
            provenance: .init(
                processor: column.processor, source: table.source.address, commit: table.source.commit,
                licence: table.source.licence, citation: table.source.citation,
                networkCount: work.measured == .networks ? count : 0,
                kernelCount: work.measured == .networks ? 0 : count),
            predictors: PredictorSet([]), work: work, overhead: overhead, fallback: .nothing, networkSpread: spread,
            accuracy: accuracy)
    }

    /// The most of each term that one kernel does.
    private var largest: [Double] {
        var result = Array(repeating: 0.0, count: WorkTerm.count)
        for workload in table.workloads {
            for part in workload.parts {
                for (place, amount) in Work(part.kernel).amounts.enumerated() {
                    result[place] = max(result[place], amount)
                }
            }
        }
        return result
    }

    private func pairs(_ milliseconds: [Double?], _ logarithms: [Double?]) -> (measured: [Double], predicted: [Double])
    {
        var result: (measured: [Double], predicted: [Double]) = ([], [])
        for (measured, logarithm) in zip(milliseconds, logarithms) {
            guard let measured, let logarithm else { continue }
            result.measured.append(measured)
            result.predicted.append(exp(logarithm))
        }
        return result
    }

    private func spread(_ milliseconds: [Double?], _ logarithms: [Double?]) -> Predictor.Spread {
        let pairs = pairs(milliseconds, logarithms)
        return pairs.measured.isEmpty
            ? Predictor.Spread(low: 0, high: 0)
            : Predictor.Spread(measured: pairs.measured, predicted: pairs.predicted)
    }

    private func accuracy(
        _ milliseconds: [Double?], _ logarithms: [Double?], _ spread: Predictor.Spread
    ) -> Accuracy {
        let pairs = pairs(milliseconds, logarithms)
        return Accuracy(
            predicted: pairs.predicted, measured: pairs.measured, spreads: pairs.measured.map { _ in spread })
            ?? .none
    }
}

extension Predictor.Spread {
    /// So many times as wide, with no end within the least.
    fileprivate func scaled(by factor: Double, atLeast least: Double) -> Predictor.Spread {
        Predictor.Spread(low: min(factor * low, -least), high: max(factor * high, least))
    }
}
