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
        var context: KernelContext

        init(_ kernel: Kernel, _ context: KernelContext = KernelContext()) {
            type = kernel.type
            configuration = kernel.configuration
            self.context = context
        }

        func hash(into hasher: inout Hasher) { hasher.combine(Self.hash(configuration, context)) }

        /// Mixes what differs most between kernels: hashing all of a configuration would cost more than comparing it.
        fileprivate static func hash(_ configuration: KernelConfiguration, _ context: KernelContext) -> Int {
            func mix(_ sum: Int, _ number: Int) -> Int { (sum ^ number) &* 0x1E37_79B9_7F4A_7C15 &+ (sum >> 32) }
            var mixed = mix(configuration.inputChannels, configuration.outputChannels)
            mixed = mix(mixed, configuration.inputHeight)
            mixed = mix(mixed, configuration.outputHeight)
            mixed = mix(mixed, configuration.kernelHeight)
            mixed = mix(mixed, configuration.groups)
            mixed = mix(mixed, configuration.tail.count)
            mixed = mix(mixed, context.position)
            return mixed ^ mixed >> 32
        }
    }

    /// What is said of one kernel that runs and whose shapes are known. One object: all who ask for the kernel share it.
    final class Answer: Sendable {
        let prediction: KernelPrediction
        /// What the predictor is for; nil where none is, so that the platform's roofline spoke.
        let scope: Predictor.Scope?
        fileprivate let key: Key
        fileprivate let hash: Int

        init(_ prediction: KernelPrediction, _ scope: Predictor.Scope?, to key: Key) {
            self.prediction = prediction
            self.scope = scope
            self.key = key
            hash = Key.hash(key.configuration, key.context)
        }

        fileprivate func isOf(_ kernel: borrowing Kernel, _ context: KernelContext) -> Bool {
            key.configuration == kernel.configuration && key.type == kernel.type && key.context == context
        }
    }

    /// A part of the answers behind a lock of its own, so that threads seldom wait for one another.
    private final class Shard: Sendable {
        let answers = Mutex(Table())
    }

    private let shards: [Shard]

    public init() { shards = (0..<16).map { _ in Shard() } }

    func answer(to kernel: borrowing Kernel, _ context: KernelContext) -> Answer? {
        let hash = Key.hash(kernel.configuration, context)
        return shard(hash).answers.withLock { $0.answer(to: kernel, context, hash: hash) }
    }

    func remember(_ answer: Answer) { shard(answer.hash).answers.withLock { $0.add(answer) } }

    private func shard(_ hash: Int) -> Shard { shards[hash >> 16 & (shards.count - 1)] }

    /// Answers by kernel. A dictionary would want a key of its own for each question, which takes longer to make than to
    /// compare.
    private struct Table {
        private var entries: [Answer] = []
        /// Indices of entries, −1 for none, at least half of them: an entry lies where its hash says, or next behind.
        private var slots: [Int32] = Array(repeating: -1, count: 64)

        /// A table of so many answers starts anew, so that memory stays flat however many kernels there are.
        private static let capacity = 8192

        func answer(to kernel: borrowing Kernel, _ context: KernelContext, hash: Int) -> Answer? {
            var slot = hash & (slots.count - 1)
            while slots[slot] >= 0 {
                let answer = entries[Int(slots[slot])]
                if answer.hash == hash, answer.isOf(kernel, context) { return answer }
                slot = (slot + 1) & (slots.count - 1)
            }
            return nil
        }

        /// Two threads may add one answer twice: of equal entries the first is found.
        mutating func add(_ answer: Answer) {
            if entries.count == Self.capacity { self = Table() }
            entries.append(answer)
            if 2 * entries.count > slots.count {
                slots = Array(repeating: -1, count: 2 * slots.count)
                for place in entries.indices { link(place) }
            } else {
                link(entries.count - 1)
            }
        }

        private mutating func link(_ place: Int) {
            var slot = entries[place].hash & (slots.count - 1)
            while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = Int32(place)
        }
    }
}
