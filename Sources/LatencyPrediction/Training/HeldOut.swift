import KernelFormation
import Measurements

/// Predictions of kernels and networks by predictors that were trained without them.
struct HeldOut: Sendable {
    /// By row of the data: milliseconds; nil where the row was never held out or nothing is for it.
    var kernels: [Double?]
    /// Whether the same configuration was in training.
    var isSeen: [Bool]
    /// By network that was held out: milliseconds end to end.
    var networks: [String: Double]

    /// What one fold adds: pieces do not depend on each other.
    struct Piece: Sendable {
        fileprivate var rows: [(row: Int, milliseconds: Double?, isSeen: Bool)]
        fileprivate var networks: [String: Double]
    }

    init(_ pieces: [Piece], rows: Int) {
        kernels = Array(repeating: nil, count: rows)
        isSeen = Array(repeating: false, count: rows)
        networks = [:]
        for piece in pieces {
            for (row, milliseconds, isSeen) in piece.rows {
                kernels[row] = milliseconds
                self.isSeen[row] = isSeen
            }
            networks.merge(piece.networks) { $1 }
        }
    }
}

extension TrainingData {
    /// Trains on all folds but one, and predicts that one.
    func heldOut(
        fold: Int, of folds: Folds, recipes: [PredictorRecipe], seed: UInt64, by libraries: TrainingLibraries
    ) throws(PredictionError) -> HeldOut.Piece {
        let isTrained: (String) -> Bool = { folds.places[$0] != fold }
        let predictors = try train(recipes, on: isTrained, seed: seed, by: libraries)
        return heldOut(isTrained: isTrained) { predictors.predict($0).map { $0?.milliseconds } }
    }

    /// Predicts the networks that are not trained on; their overhead is fitted on the others' measured kernels.
    func heldOut(isTrained: (String) -> Bool, predict: ([KernelView]) -> [Double?]) -> HeldOut.Piece {
        let held = rows.indices.filter { !isTrained(rows[$0].network) }
        let predictions = predict(held.map { rows[$0].view })
        let known = Set(rows.filter { isTrained($0.network) }.map(\.identity))
        let overhead = overhead(on: isTrained)
        var sums: [String: OverheadModel.Network] = [:]
        for (row, prediction) in zip(held, predictions) {
            sums[rows[row].network, default: empty(rows[row].network)]
                .add(prediction ?? 0, rows[row].scope)
        }
        return HeldOut.Piece(
            rows: zip(held, predictions).map { ($0, $1, known.contains(rows[$0].identity)) },
            networks: sums.mapValues { overhead.total($0) })
    }

    /// The overhead model that fits the networks with their measured kernels.
    func overhead(on isTrained: (String) -> Bool) -> OverheadModel {
        var sums: [String: OverheadModel.Network] = [:]
        for row in rows where isTrained(row.network) {
            sums[row.network, default: empty(row.network)].add(row.milliseconds, row.scope)
        }
        let pairs = networks.compactMap { network in sums[network.network].map { ($0, network.latencyMilliseconds) } }
        return OverheadModel(fitting: pairs.map(\.0), latencies: pairs.map(\.1))
    }

    private func empty(_ network: String) -> OverheadModel.Network {
        OverheadModel.Network(otherKernels: otherKernels[network] ?? 0)
    }
}

extension TrainingData.Row {
    /// What is the same for kernels of one configuration; how the file came to it does not count.
    fileprivate var identity: Identity {
        var configuration = view.configuration
        (configuration.padTop, configuration.padLeft, configuration.padBottom, configuration.padRight) = (0, 0, 0, 0)
        return Identity(scope: scope, configuration: configuration)
    }

    fileprivate struct Identity: Hashable {
        let scope: Predictor.Scope
        let configuration: KernelConfiguration
    }
}
