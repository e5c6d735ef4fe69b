/// The work of one run of an operator.
public struct Cost: Sendable, Hashable {
    /// Multiplications followed by an addition. FLOPs are twice this.
    public var multiplyAccumulates: Int
    /// Elements of the weights and biases.
    public var parameters: Int

    public init(multiplyAccumulates: Int = 0, parameters: Int = 0) {
        self.multiplyAccumulates = multiplyAccumulates
        self.parameters = parameters
    }
}
