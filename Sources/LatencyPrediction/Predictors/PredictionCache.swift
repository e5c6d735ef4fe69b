import GraphIR
import KernelFormation
import Synchronization

/// What was said of kernels on one platform before: models of one family share most of theirs.
///
/// A predictor's answer to a kernel does not depend on what is asked beside it, so that it is the same from here.
public final class PredictionCache: Sendable {
    /// What is said of one kernel that runs and whose shapes are known.
    struct Answer: Sendable {
        let prediction: KernelPrediction
        /// What the predictor is for; nil where none is, so that the platform's roofline spoke.
        let scope: Predictor.Scope?
    }

    /// A part of the answers behind a lock of its own, so that threads seldom wait for one another.
    private final class Shard: Sendable {
        let answers = Mutex(Table())
    }

    private let shards: [Shard]
    /// What the fingerprints start from by which kernels are asked for.
    let seed = Fingerprint()

    public init() { shards = (0..<16).map { _ in Shard() } }

    /// What was said of the kernel of that fingerprint.
    func answer(to kernel: Fingerprint) -> Answer? { shard(kernel).answers.withLock { $0[kernel] } }

    func remember(_ answer: Answer, to kernel: Fingerprint) {
        shard(kernel).answers.withLock { $0.add(answer, kernel) }
    }

    private func shard(_ kernel: Fingerprint) -> Shard { shards[kernel.part(of: shards.count)] }

    /// Answers by kernel, each beside its fingerprint: most lie far away, so that each further line would be waited for.
    private struct Table {
        private struct Slot {
            var kernel: Fingerprint
            var answer: Answer
        }

        /// At least half are empty: an answer lies where its fingerprint says, or next behind.
        private var slots: [Slot?] = Array(repeating: nil, count: 64)
        private var count = 0

        /// A table of so many answers starts anew, so that memory stays flat however many kernels there are.
        private static let capacity = 8192

        subscript(kernel: Fingerprint) -> Answer? {
            var slot = kernel.place(among: slots.count)
            while let known = slots[slot]?.kernel {
                if known == kernel { return slots[slot]?.answer }
                slot = (slot + 1) & (slots.count - 1)
            }
            return nil
        }

        /// Two threads may add one answer twice: of equal ones the first is found.
        mutating func add(_ answer: Answer, _ kernel: Fingerprint) {
            if count == Self.capacity { self = Table() }
            if 2 * count >= slots.count {
                let taken = slots.compactMap(\.self)
                slots = Array(repeating: nil, count: 2 * slots.count)
                for slot in taken { place(slot) }
            }
            place(Slot(kernel: kernel, answer: answer))
            count += 1
        }

        private mutating func place(_ entry: Slot) {
            var slot = entry.kernel.place(among: slots.count)
            while slots[slot] != nil { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = entry
        }
    }
}
