/// How much of a graph's shapes is known.
public struct ShapeCoverage: Sendable, Hashable {
    /// Values that nodes write and that a run has to compute.
    public var values = 0
    /// Those of them whose every axis is a number.
    public var staticValues = 0
    /// The names of the others, in the order of the values.
    public var openNames: [String] = []
}
