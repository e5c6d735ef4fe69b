import CONNX
import Glibc

/// Memory for libprotobuf-c: blocks that are freed all at once, up to a budget.
///
/// A small message can make libprotobuf-c allocate sixty times its size.
@safe struct ProtobufArena: ~Copyable {
    /// What the C callbacks see; it lives outside Swift's memory so that its address stays.
    @safe private struct State {
        var blocks: [UnsafeMutableRawPointer] = unsafe []
        var next: UnsafeMutableRawPointer?
        var left = 0
        var remainingByteCount: Int
        var isExhausted = false

        mutating func allocate(_ size: Int) -> UnsafeMutableRawPointer? {
            let rounded = (size + 7) & ~7
            guard rounded <= remainingByteCount else {
                isExhausted = true
                return nil
            }
            remainingByteCount -= rounded
            if rounded > left {
                let blockSize = max(rounded, ProtobufArena.blockByteCount)
                guard let block = unsafe malloc(blockSize) else {
                    isExhausted = true
                    return nil
                }
                unsafe blocks.append(block)
                unsafe next = block
                left = blockSize
            }
            let result = unsafe next
            unsafe next? += rounded
            left -= rounded
            return unsafe result
        }
    }

    private static let blockByteCount = 256 << 10
    private let state: UnsafeMutablePointer<State>

    init(byteCount: Int) {
        unsafe state = .allocate(capacity: 1)
        unsafe state.initialize(to: State(remainingByteCount: byteCount))
    }

    deinit {
        for index in unsafe state.pointee.blocks.indices { unsafe free(state.pointee.blocks[index]) }
        unsafe state.deinitialize(count: 1)
        unsafe state.deallocate()
    }

    /// Whether memory was asked for that could not be given.
    var isExhausted: Bool { unsafe state.pointee.isExhausted }

    /// Runs `body` with the arena as libprotobuf-c's allocator.
    func withAllocator<Result>(_ body: (UnsafeMutablePointer<ProtobufCAllocator>) -> Result) -> Result {
        var allocator = unsafe ProtobufCAllocator(
            alloc: { state, size in
                unsafe state?.assumingMemoryBound(to: State.self).pointee.allocate(size)
            },
            free: { _, _ in }, allocator_data: state)
        return unsafe body(&allocator)
    }
}
