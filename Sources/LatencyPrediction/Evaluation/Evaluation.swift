/// How close a method comes to what was measured on one platform, by groups of cases.
public struct Evaluation: Sendable, Hashable {
    /// Cases that are counted together: `conv`, `networks`.
    public struct Group: Sendable, Hashable {
        public var name: String
        public var accuracy: Accuracy

        public init(name: String, accuracy: Accuracy) {
            self.name = name
            self.accuracy = accuracy
        }
    }

    public var platform: String
    public var method: EvaluationMethod
    public var groups: [Group]

    public init(platform: String, method: EvaluationMethod, groups: [Group]) {
        self.platform = platform
        self.method = method
        self.groups = groups
    }
}

/// What predicts: ours, and what it is compared with.
public enum EvaluationMethod: String, Sendable, Hashable, CaseIterable {
    /// As the platforms that ship.
    case kernelcast
    /// Our linear bases alone: non-negative least squares on the work of the shaders' loops.
    case nonNegativeLeastSquares = "nnls"
    /// The median of a configuration that was measured in training, and of others a + b · MACs.
    case lookUp = "look-up"
    /// a + b · MACs for each kind of kernel.
    case flops
    /// The published network of 16 layers by its published recipe: raw features, relative loss, 350 epochs.
    case litePred = "litepred"
}

/// Which networks are held out of training.
public enum EvaluationProtocol: Sendable, Hashable {
    /// Five folds of networks, one after the other, for each seed of their shuffling.
    case folds(seeds: [UInt64])
    /// Whole families of networks, one after the other.
    case families
}
