/// The work of one run of an operator, counted as the published figures of networks are.
///
/// Products of convolutions, matrix products and recurrent layers count; elementwise functions, pools, normalisations and
/// whatever moves elements count 0.
public struct Cost: Sendable, Hashable {
    /// Multiplications followed by an addition. FLOPs are twice this.
    public var multiplyAccumulates: Int
    /// Elements of those weights and biases that are constants.
    public var parameters: Int

    public init(multiplyAccumulates: Int = 0, parameters: Int = 0) {
        self.multiplyAccumulates = multiplyAccumulates
        self.parameters = parameters
    }
}
