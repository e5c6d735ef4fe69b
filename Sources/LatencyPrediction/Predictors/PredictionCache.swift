import KernelFormation
import Synchronization

/// What was said of kernels on one platform before: models of one family share most of theirs.
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

    /// What is said of one kernel that runs and whose shapes are known.
    struct Answer: Sendable {
        var prediction: KernelPrediction
        /// What the predictor is for; nil where none is, so that the platform's roofline spoke.
        var scope: Predictor.Scope?
    }

    /// A part of the answers behind a lock of its own, so that threads seldom wait for one another.
    private final class Shard: Sendable {
        let answers = Mutex<[Key: Answer]>([:])
    }

    private let shards: [Shard]

    /// A shard that has so many answers starts anew, so that memory stays flat however many kernels there are.
    private static let shardCapacity = 8192

    public init() { shards = (0..<16).map { _ in Shard() } }

    fileprivate func answer(to key: Key) -> Answer? { shard(of: key).answers.withLock { $0[key] } }

    fileprivate func remember(_ answer: Answer, for key: Key) {
        shard(of: key).answers.withLock { answers in
            if answers.count >= Self.shardCapacity { answers.removeAll(keepingCapacity: true) }
            answers[key] = answer
        }
    }

    private func shard(of key: Key) -> Shard {
        shards[(key.configuration.inputChannels &* 31 &+ key.configuration.outputChannels) & (shards.count - 1)]
    }
}

/// Questions to a cache, one for each kernel of some models: what it does not know is asked for together, and once.
struct PredictionInquiry {
    private let cache: PredictionCache
    private var answers: [PredictionCache.Answer?] = []
    private var unknown: [PredictionCache.Key] = []
    /// The place in `unknown` of each key there, and of each answer that waits for it.
    private var places: [PredictionCache.Key: Int] = [:]
    private var waiting: [(row: Int, place: Int)] = []

    /// - Parameter count: how many kernels will be asked for.
    init(_ cache: PredictionCache, count: Int) {
        self.cache = cache
        answers.reserveCapacity(count)
    }

    /// Asks for the next kernel; nil of one that is not for predictors.
    mutating func ask(_ key: PredictionCache.Key?) {
        guard let key else { return answers.append(nil) }
        if let answer = cache.answer(to: key) { return answers.append(answer) }
        let place = places[key] ?? unknown.count
        if place == unknown.count {
            places[key] = place
            unknown.append(key)
        }
        waiting.append((answers.count, place))
        answers.append(nil)
    }

    /// The answer to each question, in their order; `predict` answers those that the cache does not know, or not lately.
    consuming func answers(by predict: ([PredictionCache.Key]) -> [PredictionCache.Answer]) -> [PredictionCache.Answer?]
    {
        guard !unknown.isEmpty else { return answers }
        let found = predict(unknown)
        for (key, answer) in zip(unknown, found) { cache.remember(answer, for: key) }
        for (row, place) in waiting { answers[row] = found[place] }
        return answers
    }
}
