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

        init(_ prediction: KernelPrediction, _ scope: Predictor.Scope?, to key: Key) {
            self.prediction = prediction
            self.scope = scope
            self.key = key
        }

        fileprivate func isOf(_ kernels: [Kernel], at place: Int, _ context: KernelContext) -> Bool {
            guard key.type == kernels[place].type, key.context == context else { return false }
            return key.configuration == kernels[place].configuration
        }
    }

    /// A part of the answers behind a lock of its own, so that threads seldom wait for one another.
    private final class Shard: Sendable {
        let answers = Mutex(Table())
    }

    private let shards: [Shard]

    public init() { shards = (0..<16).map { _ in Shard() } }

    /// What was said of one of some kernels, asked where it lies: a copy of it takes longer than the question.
    func answer(to kernels: [Kernel], at place: Int, _ context: KernelContext) -> Answer? {
        let hash = Key.hash(kernels[place].configuration, context)
        let shard = shard(hash)
        // The lock is held for the hash alone: what its closure reads would be copied for it.
        var found = shard.answers.withLock { $0.find(hash, from: hash) }
        while let (answer, slot) = found {
            if answer.isOf(kernels, at: place, context) { return answer }
            found = shard.answers.withLock { $0.find(hash, from: slot + 1) }
        }
        return nil
    }

    func remember(_ answer: Answer) {
        let hash = Key.hash(answer.key.configuration, answer.key.context)
        shard(hash).answers.withLock { $0.add(answer, hash) }
    }

    private func shard(_ hash: Int) -> Shard { shards[hash >> 16 & (shards.count - 1)] }

    /// Answers by kernel. A dictionary would want a key of its own for each question, which takes longer to make than to
    /// compare.
    private struct Table {
        private struct Slot {
            var hash = 0
            var answer: Answer?
        }

        /// At least half are empty: an answer lies where its hash says, or next behind.
        private var slots = Array(repeating: Slot(), count: 64)
        private var count = 0

        /// A table of so many answers starts anew, so that memory stays flat however many kernels there are.
        private static let capacity = 8192

        /// The next answer of a hash, and where it lies.
        func find(_ hash: Int, from start: Int) -> (answer: Answer, slot: Int)? {
            var slot = start & (slots.count - 1)
            while slots[slot].answer != nil {
                if slots[slot].hash == hash, let answer = slots[slot].answer { return (answer, slot) }
                slot = (slot + 1) & (slots.count - 1)
            }
            return nil
        }

        /// Two threads may add one answer twice: of equal ones the first is found.
        mutating func add(_ answer: Answer, _ hash: Int) {
            if count == Self.capacity { self = Table() }
            if 2 * count >= slots.count {
                let taken = slots.filter { $0.answer != nil }
                slots = Array(repeating: Slot(), count: 2 * slots.count)
                for slot in taken { place(slot) }
            }
            place(Slot(hash: hash, answer: answer))
            count += 1
        }

        private mutating func place(_ entry: Slot) {
            var slot = entry.hash & (slots.count - 1)
            while slots[slot].answer != nil { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = entry
        }
    }
}
