/// How much of a file's contents an import takes on before it gives up.
public struct ImportLimits: Sendable, Hashable {
    /// Messages within messages, and functions and bodies within one another.
    public var depth: Int
    /// Bytes of the model without its weights.
    public var structureByteCount: Int
    /// Fields of the model without its weights, and numbers within them: what the smallest make is much larger.
    public var fieldCount: Int
    /// Bytes of a model that comes through a pipe, with its weights.
    public var streamByteCount: Int
    /// Nodes that the functions of a model expand to.
    public var functionNodeCount: Int
    /// Bytes of those nodes, with the names of the nodes that call them.
    public var functionByteCount: Int
    /// Whether pages that have been read may be given back at once: those of a mapped file, which holds them still.
    var mayReleasePages = false

    public init(
        depth: Int = 100, structureByteCount: Int = 128 << 20, fieldCount: Int = 16 << 20,
        streamByteCount: Int = 4 << 30, functionNodeCount: Int = 1 << 20, functionByteCount: Int = 64 << 20
    ) {
        self.depth = depth
        self.structureByteCount = structureByteCount
        self.fieldCount = fieldCount
        self.streamByteCount = streamByteCount
        self.functionNodeCount = functionNodeCount
        self.functionByteCount = functionByteCount
    }
}
