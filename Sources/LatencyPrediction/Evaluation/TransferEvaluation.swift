/// How close predictions come on platforms that were left out of the pool, after some measurements on each.
public struct TransferEvaluation: Sendable, Hashable {
    /// What predicts: ours, and what it is compared with.
    public enum Method: String, Sendable, Hashable, CaseIterable {
        case kernelcast
        /// The same, and one measurement of each new network on another platform.
        case reference = "kernelcast, one measured elsewhere"
        /// The source that is nearest up to a factor, scaled.
        case scaledSource = "best source, scaled"
        /// The best source's predictor, ln t = a + b · ln source.
        case affine = "log-affine map"
        /// Non-negative least squares on the work, from the samples alone.
        case nonNegativeLeastSquares = "nnls from nothing"
        /// Trained on everything else that the platform measured.
        case ceiling
    }

    /// One platform's cases.
    public struct Target: Sendable, Hashable {
        public var platform: String
        public var accuracy: Accuracy
        /// The part of the cases that the 90 % interval holds; nil where the method has none.
        public var coverage: Double?
        /// Half of it, in the standard deviations that the method tells.
        public var width: Double?

        public init(platform: String, accuracy: Accuracy, coverage: Double?, width: Double? = nil) {
            self.platform = platform
            self.accuracy = accuracy
            self.coverage = coverage
            self.width = width
        }
    }

    /// What the cases have in common.
    public var cases: String
    public var samples: Int
    public var method: Method
    public var targets: [Target]

    public init(cases: String, samples: Int, method: Method, targets: [Target]) {
        self.cases = cases
        self.samples = samples
        self.method = method
        self.targets = targets
    }
}
