import GraphIR

/// What readers keep from one file to the next.
struct ReadingMemory: Sendable {
    /// The ends of nodes that `ProtobufGuard` has passed, each with its number of fields.
    let passed = MemoryPool(KnownWords(), keepingWhere: { !$0.isFull })
    let calls = MemoryPool(ONNXMemory(), keepingWhere: { !$0.isFull })
}
