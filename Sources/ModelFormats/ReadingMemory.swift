import Synchronization

/// What readers keep from one file to the next. Each takes one of the memories for itself, and gives it back.
final class ReadingMemory: Sendable {
    private let idle = Mutex<[ONNXMemory]>([])

    /// A memory that nobody else has.
    func take() -> ONNXMemory { idle.withLock { $0.popLast() } ?? ONNXMemory() }

    /// Keeps a memory for the next file, unless it is full.
    func give(_ memory: ONNXMemory) {
        guard !memory.isFull else { return }
        idle.withLock { $0.append(memory) }
    }
}
