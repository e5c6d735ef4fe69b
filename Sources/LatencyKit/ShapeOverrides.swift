/// How the user fixes what an export leaves open, and changes what it fixed.
public struct ShapeOverrides: Sendable {
    /// The shapes of inputs, by name.
    public var inputs: [(name: String, shape: [Int])] = []
    /// The first axis of every input.
    public var batch: Int?
    /// The numbers for symbolic dimensions, by name.
    public var dimensions: [(name: String, value: Int)] = []

    public init() {}
}
