import Synchronization

/// What is kept from one file to the next, for several threads. Each takes one of the memories for itself, and gives it
/// back.
package final class MemoryPool<Memory: Sendable>: Sendable {
    private let idle = Mutex<[Memory]>([])
    private let make: @Sendable () -> Memory
    private let isWorthKeeping: @Sendable (Memory) -> Bool

    /// - Parameters:
    ///   - make: a memory that knows nothing yet.
    ///   - isWorthKeeping: whether a memory that is given back serves the next file, as one that is full does not.
    package init(
        _ make: @autoclosure @escaping @Sendable () -> Memory,
        keepingWhere isWorthKeeping: @escaping @Sendable (Memory) -> Bool = { _ in true }
    ) {
        self.make = make
        self.isWorthKeeping = isWorthKeeping
    }

    /// A memory that nobody else has.
    package func take() -> Memory { idle.withLock { $0.popLast() } ?? make() }

    /// Keeps a memory for the next file, where it is worth it.
    package func give(_ memory: Memory) {
        guard isWorthKeeping(memory) else { return }
        idle.withLock { $0.append(memory) }
    }
}
