import KernelFormation
import Synchronization

/// What one platform's predictors said of kernels before: models of one family share most of theirs.
///
/// A predictor's answer to a kernel does not depend on what is asked beside it, so that it is the same from here.
public final class PredictionCache: Sendable {
    private typealias Answer = (milliseconds: Double, isWithinRanges: Bool)

    /// What a predictor reads.
    private struct Key: Hashable {
        var type: KernelType
        var configuration: KernelConfiguration
        var context: KernelContext
    }

    /// A part of the answers behind a lock of its own, so that threads seldom wait for one another.
    private final class Shard: Sendable {
        let answers = Mutex<[Key: Answer]>([:])
    }

    private let shards: [Shard]

    /// A shard that has so many answers starts anew, so that memory stays flat however many kernels there are.
    private static let shardCapacity = 8192

    public init() { shards = (0..<16).map { _ in Shard() } }

    /// As `predictor.predict`; kernels that were never asked for, or not lately, go through it together and once each.
    func predict(_ kernels: [KernelView], by predictor: Predictor) -> [(milliseconds: Double, isWithinRanges: Bool)] {
        let readsContext = predictor.readsContext
        let keys = kernels.map { kernel in
            Key(
                type: kernel.type, configuration: kernel.configuration,
                context: readsContext ? kernel.context : KernelContext())
        }
        var answers = keys.map { key in shard(of: key).answers.withLock { $0[key] } }
        var places: [Key: Int] = [:]
        var unknown: [Int] = []
        for row in keys.indices where answers[row] == nil && places[keys[row]] == nil {
            places[keys[row]] = unknown.count
            unknown.append(row)
        }
        if !unknown.isEmpty {
            let found = predictor.predict(unknown.map { kernels[$0] })
            for (row, answer) in zip(unknown, found) { remember(answer, for: keys[row]) }
            for row in keys.indices where answers[row] == nil { answers[row] = places[keys[row]].map { found[$0] } }
        }
        return answers.compactMap(\.self)
    }

    private func remember(_ answer: Answer, for key: Key) {
        shard(of: key).answers.withLock { answers in
            if answers.count >= Self.shardCapacity { answers.removeAll(keepingCapacity: true) }
            answers[key] = answer
        }
    }

    private func shard(of key: Key) -> Shard {
        shards[(key.configuration.inputChannels &* 31 &+ key.configuration.outputChannels) & (shards.count - 1)]
    }
}
