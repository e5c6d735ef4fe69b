import Synchronization

/// What is kept from one file to the next, for several threads. Each takes one of the memories for itself, and gives it
/// back.
package final class MemoryPool<Memory: Sendable>: Sendable {
    private let idle = Mutex<[Memory]>([])
    private let make: @Sendable () -> Memory

    /// - Parameter make: a memory that knows nothing yet.
    package init(_ make: @autoclosure @escaping @Sendable () -> Memory) { self.make = make }

    /// A memory that nobody else has.
    package func take() -> Memory { idle.withLock { $0.popLast() } ?? make() }

    /// Keeps a memory for the next file.
    package func give(_ memory: Memory) { idle.withLock { $0.append(memory) } }
}
