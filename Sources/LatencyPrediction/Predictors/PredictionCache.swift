import KernelFormation
import Synchronization

/// What one platform's predictors said of kernels before: models of one family share most of theirs.
///
/// A predictor's answer to a kernel does not depend on what is asked beside it, so that it is the same from here.
public final class PredictionCache: Sendable {
    /// What predictors read of a kernel.
    struct Key: Hashable {
        var type: KernelType
        var configuration: KernelConfiguration
        /// Of a kernel whose predictor does not read it, as that of a kernel on its own.
        var context = KernelContext()

        /// Mixes what differs most between kernels: hashing all of a configuration would cost more than comparing it.
        func hash(into hasher: inout Hasher) {
            func mix(_ sum: Int, _ number: Int) -> Int { (sum ^ number) &* 0x1E37_79B9_7F4A_7C15 &+ (sum >> 32) }
            var mixed = mix(configuration.inputChannels, configuration.outputChannels)
            mixed = mix(mixed, configuration.inputHeight)
            mixed = mix(mixed, configuration.outputHeight)
            mixed = mix(mixed, configuration.kernelHeight)
            mixed = mix(mixed, configuration.groups)
            mixed = mix(mixed, configuration.tail.count)
            mixed = mix(mixed, context.position)
            hasher.combine(mixed)
        }
    }

    /// A part of the answers behind a lock of its own, so that threads seldom wait for one another. No estimate is an
    /// answer too.
    private final class Shard: Sendable {
        let answers = Mutex<[Key: PredictorSet.Estimate?]>([:])
    }

    private let shards: [Shard]

    /// A shard that has so many answers starts anew, so that memory stays flat however many kernels there are.
    private static let shardCapacity = 8192

    public init() { shards = (0..<16).map { _ in Shard() } }

    /// The estimate for each key that is there; `predict` is asked for those that are not known, or not lately, together
    /// and once each.
    func estimates(
        _ keys: [Key?], by predict: ([Key]) -> [PredictorSet.Estimate?]
    ) -> [PredictorSet.Estimate?] {
        var estimates: [PredictorSet.Estimate?] = Array(repeating: nil, count: keys.count)
        var places: [Key: Int] = [:]
        var unknown: [Key] = []
        var waiting: [(row: Int, place: Int)] = []
        for (row, key) in keys.enumerated() {
            guard let key else { continue }
            if let answer = shard(of: key).answers.withLock({ $0[key] }) {
                estimates[row] = answer
            } else if let place = places[key] {
                waiting.append((row, place))
            } else {
                places[key] = unknown.count
                waiting.append((row, unknown.count))
                unknown.append(key)
            }
        }
        guard !unknown.isEmpty else { return estimates }
        let found = predict(unknown)
        for (key, estimate) in zip(unknown, found) { remember(estimate, for: key) }
        for (row, place) in waiting { estimates[row] = found[place] }
        return estimates
    }

    private func remember(_ answer: PredictorSet.Estimate?, for key: Key) {
        shard(of: key).answers.withLock { answers in
            if answers.count >= Self.shardCapacity { answers.removeAll(keepingCapacity: true) }
            answers[key] = .some(answer)
        }
    }

    private func shard(of key: Key) -> Shard {
        shards[(key.configuration.inputChannels &* 31 &+ key.configuration.outputChannels) & (shards.count - 1)]
    }
}
