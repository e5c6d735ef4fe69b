/// What a GPU's shape does to the delegate's choices and to the time of a kernel.
public struct GPUModel: Sendable, Hashable {
    /// The families for which the delegate chooses blocks and work groups in ways of their own.
    public enum Family: String, Sendable, Hashable, CaseIterable {
        case adreno
        case apple
        case mali
        case powervr
    }

    public var family: Family
    /// Cores that run work groups side by side.
    public var computeUnits: Int
    /// Threads that step together.
    public var waveSize: Int
    /// The most threads of a depthwise kernel's work group.
    public var depthwiseGroupLimit: Int

    public init(family: Family, computeUnits: Int, waveSize: Int, depthwiseGroupLimit: Int) {
        self.family = family
        self.computeUnits = computeUnits
        self.waveSize = waveSize
        self.depthwiseGroupLimit = depthwiseGroupLimit
    }
}
