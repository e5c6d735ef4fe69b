import Glibc

/// Platforms of one framework that measured the same workloads, as sources for others.
struct SourcePool: Sendable, Hashable {
    /// What a source knows beyond its work model.
    enum Rest: Sendable, Hashable {
        /// Residuals of some hundred workloads, carried to those near them.
        case process(ResidualProcess)
        /// Boosted trees on thousands. A network bends less from one to the next: where there is one, the mean of both,
        /// which also read the shares of time.
        case trees(TreeEnsemble, network: Correction.Model?)
    }

    let mean: WorkModel
    let models: [WorkModel]
    let rests: [Rest]
    /// Where sources measured; some of the places, where they are thousands.
    let points: [Descriptor]

    init(mean: WorkModel, models: [WorkModel], rests: [Rest], points: [Descriptor]) {
        self.mean = mean
        self.models = models
        self.rests = rests
        self.points = points
    }

    /// Learns from workloads and the milliseconds of each source, nil where it did not measure.
    init(_ items: [WorkItem], milliseconds: [[Double?]], settings: WorkModelFitting.Settings = .init()) {
        let result = Self.fit(items, milliseconds, settings)
        let points = Descriptor.all(items, by: result.mean)
        self.init(
            mean: result.mean, models: result.models,
            rests: ResidualProcess.all(points, residuals: result.residuals).map(Rest.process), points: points)
    }

    /// The same of thousands of workloads.
    ///
    /// - Parameter blas: what trains a network beside the trees; without it there is none.
    init(
        _ items: [WorkItem], milliseconds: [[Double?]], settings: WorkModelFitting.Settings = .init(),
        by xgboost: XGBoost, _ blas: OpenBLAS? = nil
    ) throws(PredictionError) {
        let some = Self.some(items.count, limit: 1500)
        let result = Self.fit(some.map { items[$0] }, milliseconds.map { row in some.map { row[$0] } }, settings)
        var rests: [Rest] = []
        for (model, times) in zip(result.models, milliseconds) {
            let known = items.indices.filter { times[$0] != nil }
            let kept = known.map { items[$0] }
            let residuals = known.map { index in
                Float(log((times[index] ?? 1) / model.milliseconds(items[index].work)))
            }
            guard let blas else {
                rests.append(.trees(try xgboost.train(WorkItem.matrix(kept), residuals: residuals), network: nil))
                continue
            }
            let x = WorkItem.matrix(kept, Descriptor.all(kept, by: result.mean))
            let network = PredictorRecipe.Network.blocks.train(
                x, residuals, weights: residuals.map { _ in 1 }, seed: 0, by: blas)
            rests.append(.trees(try xgboost.train(x, residuals: residuals), network: network))
        }
        self.init(
            mean: result.mean, models: result.models, rests: rests,
            points: Descriptor.all(Self.some(items.count, limit: 300).map { items[$0] }, by: result.mean))
    }

    private static func fit(
        _ items: [WorkItem], _ milliseconds: [[Double?]], _ settings: WorkModelFitting.Settings
    ) -> WorkModelFitting.Result {
        WorkModelFitting(items, targets: milliseconds.map { $0.map { $0.map { log($0) } } }, settings: settings).run()
    }

    /// At most so many places, evenly spread.
    private static func some(_ count: Int, limit: Int) -> [Int] {
        count <= limit ? Array(0..<count) : (0..<limit).map { $0 * count / limit }
    }

    /// One of the sources alone, with the places that it measured.
    func single(_ source: Int) -> SourcePool {
        var measured = points
        if case .process(let process) = rests[source] { measured = process.points }
        return SourcePool(mean: mean, models: [models[source]], rests: [rests[source]], points: measured)
    }

    /// ln milliseconds of each workload on one of the sources.
    func forecasts(_ items: [WorkItem], source: Int) -> [Double] {
        forecasts(items, Descriptor.all(items, by: mean), source)
    }

    private func forecasts(_ items: [WorkItem], _ descriptors: [Descriptor], _ source: Int) -> [Double] {
        let modelled = items.map { log(max(models[source].milliseconds($0.work), .leastNormalMagnitude)) }
        switch rests[source] {
        case .process(let process): return zip(modelled, descriptors).map { $0 + process.value(at: $1) }
        case .trees(let trees, let network):
            guard let network else {
                return zip(modelled, trees.predict(WorkItem.matrix(items))).map { $0 + Double($1) }
            }
            let x = WorkItem.matrix(items, descriptors)
            let answers = zip(trees.predict(x), network.predict(x)).map { (Double($0) + $1) / 2 }
            return zip(modelled, answers).map(+)
        }
    }

    /// How far what a source's network tells of each workload moves with each weight of its last layer; empty where there
    /// is no network.
    func leverages(_ items: [WorkItem], source: Int) -> [[Double]] {
        leverages(items, Descriptor.all(items, by: mean), source)
    }

    private func leverages(_ items: [WorkItem], _ descriptors: [Descriptor], _ source: Int) -> [[Double]] {
        guard case .trees(_, let network?) = rests[source] else { return items.map { _ in [] } }
        return network.leverages(WorkItem.matrix(items, descriptors))
    }

    /// What some of the sources tell of workloads.
    func places(_ items: [WorkItem], sources: [Int]) -> [TransferProcess.Place] {
        let descriptors = Descriptor.all(items, by: mean)
        let novelties = ResidualProcess.novelty(of: descriptors, known: points)
        let untried = Descriptor.untried(of: descriptors, known: points)
        let center = Descriptor.center(points)
        let all = sources.map { forecasts(items, descriptors, $0) }
        let moves = sources.map { leverages(items, descriptors, $0) }
        return items.indices.map { index in
            TransferProcess.Place(
                forecasts: all.map { $0[index] }, descriptor: descriptors[index].relative(to: center),
                group: items[index].group, novelty: novelties[index], untried: untried[index],
                leverages: moves.map { $0[index] })
        }
    }
}

extension WorkItem {
    /// log2 of the work by term, and the sizes: what trees read. (items, terms + 3)
    static func matrix(_ items: [WorkItem]) -> Matrix {
        Matrix(
            rows: items.count, columns: WorkTerm.count + 3,
            elements: items.flatMap { item in item.work.amounts.map { Float(log2(1 + $0)) } + item.sizes.map(Float.init)
            })
    }

    /// The same, and the shares of time. (items, 2 · (terms + 3))
    static func matrix(_ items: [WorkItem], _ descriptors: [Descriptor]) -> Matrix {
        let table = matrix(items)
        return Matrix(
            rows: table.rows, columns: 2 * table.columns,
            elements: descriptors.indices.flatMap { row in
                table.elements[row * table.columns..<(row + 1) * table.columns]
                    + descriptors[row].values.map(Float.init)
            })
    }
}

extension PredictorRecipe.Network {
    /// For what a work model leaves of thousands of blocks.
    fileprivate static let blocks = PredictorRecipe.Network(
        widths: [128, 128, 128],
        recipe: TrainingRecipe(
            epochs: 90, batchSize: 128, loss: .huber(delta: 0.5), schedule: Schedule(.cosine, peak: 2e-3, warmUp: 0.05),
            optimizer: AdamW(weightDecay: 0.01)))
}

extension XGBoost {
    /// Trees for what a work model leaves of thousands of workloads.
    func train(_ x: Matrix, residuals: [Float]) throws(PredictionError) -> TreeEnsemble {
        try train(
            x, targets: residuals, weights: Array(repeating: 1, count: residuals.count),
            parameters: [
                ("objective", "reg:squarederror"), ("tree_method", "hist"), ("max_depth", "6"), ("eta", "0.1"),
                ("subsample", "0.7"), ("colsample_bytree", "0.5"), ("min_child_weight", "3"), ("seed", "0"),
                ("base_score", "0"),
            ], rounds: 300)
    }
}
