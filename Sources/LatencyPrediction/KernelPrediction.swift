/// What a platform's predictors say of one kernel.
public struct KernelPrediction: Sendable, Hashable {
    /// How far an estimate can be trusted.
    public enum Status: String, Sendable, Hashable {
        case predicted
        /// Outside the predictor's training range.
        case extrapolated
        /// No predictor for this type: the platform's fitted roofline.
        case fallback
        /// A view that runs nothing.
        case zeroCost = "zero-cost"
        /// No estimate: the total is a lower bound.
        case unsupported
    }

    /// nil where unsupported.
    public var latencyMilliseconds: Double?
    /// The ends of the 90 % interval; nil where unsupported.
    public var lowMilliseconds: Double?
    public var highMilliseconds: Double?
    public var status: Status
    /// The name of the predictor within its platform; nil where none was asked.
    public var predictor: String?

    public init(
        latencyMilliseconds: Double?, lowMilliseconds: Double?, highMilliseconds: Double?, status: Status,
        predictor: String? = nil
    ) {
        self.latencyMilliseconds = latencyMilliseconds
        self.lowMilliseconds = lowMilliseconds
        self.highMilliseconds = highMilliseconds
        self.status = status
        self.predictor = predictor
    }
}
