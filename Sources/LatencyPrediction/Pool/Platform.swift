/// A device with its software, and what tells how long kernels take there.
public struct Platform: Sendable, Hashable {
    /// What the id is made of: `<device>_<unit>_<framework>-<version>_<precision>`.
    public struct Identity: Sendable, Hashable {
        public var device: String
        /// What computes: `gpu`, `cpu-1large`.
        public var unit: String
        public var framework: String
        /// Empty where it is not known.
        public var frameworkVersion: String
        public var precision: String
        /// Of the CPU; 0 for a GPU.
        public var threads: Int

        public init(
            device: String, unit: String, framework: String, frameworkVersion: String, precision: String, threads: Int
        ) {
            self.device = device
            self.unit = unit
            self.framework = framework
            self.frameworkVersion = frameworkVersion
            self.precision = precision
            self.threads = threads
        }

        public var id: String {
            let version = frameworkVersion.isEmpty ? "" : "-\(frameworkVersion)"
            return "\(device)_\(unit)_\(framework)\(version)_\(precision)"
        }
    }

    /// How the platform's framework forms kernels.
    public struct RulesetChoice: Sendable, Hashable {
        public var name: String
        public var parameters: [String: String]

        public init(name: String, parameters: [String: String]) {
            self.name = name
            self.parameters = parameters
        }
    }

    /// Where the measurements come from.
    public struct Provenance: Sendable, Hashable {
        /// The chip, as people know it: `Adreno 640`.
        public var processor: String
        /// Where they are published, at which commit, and under which licence.
        public var source: String
        public var commit: String
        public var licence: String
        public var citation: String
        public var networkCount: Int
        public var kernelCount: Int

        public init(
            processor: String, source: String, commit: String, licence: String, citation: String, networkCount: Int,
            kernelCount: Int
        ) {
            self.processor = processor
            self.source = source
            self.commit = commit
            self.licence = licence
            self.citation = citation
            self.networkCount = networkCount
            self.kernelCount = kernelCount
        }
    }

    /// How well the platform's predictors did on networks that they had not seen.
    public struct HeldOutAccuracy: Sendable, Hashable {
        /// How the networks were held out: `5-fold by network, seed 0`.
        public var protocolDescription: String
        /// Of networks, or of blocks where blocks were measured.
        public var networks: Accuracy
        /// Of networks whose whole family was held out; nil where that was not tried.
        public var families: Accuracy?
        public var kernels: [Predictor.Scope: Accuracy]

        public init(
            protocolDescription: String, networks: Accuracy, families: Accuracy? = nil,
            kernels: [Predictor.Scope: Accuracy]
        ) {
            self.protocolDescription = protocolDescription
            self.networks = networks
            self.families = families
            self.kernels = kernels
        }
    }

    public var identity: Identity
    public var ruleset: RulesetChoice
    /// nil where the unit is not a GPU that features know.
    public var gpu: GPUModel?
    public var provenance: Provenance
    public var predictors: PredictorSet
    /// For all kernels, where none was measured on its own as part of a network.
    public var work: WorkPredictor?
    /// Where platforms of the pool and a few measurements tell all; nil for a platform of the pool's own kind.
    public var adaptation: Adaptation?
    public var overhead: OverheadModel
    /// For kernels that no predictor is for.
    public var fallback: Roofline
    /// Of whole networks, held out.
    public var networkSpread: Predictor.Spread
    public var accuracy: HeldOutAccuracy

    public init(
        identity: Identity, ruleset: RulesetChoice, gpu: GPUModel?, provenance: Provenance, predictors: PredictorSet,
        work: WorkPredictor? = nil, adaptation: Adaptation? = nil,
        overhead: OverheadModel, fallback: Roofline, networkSpread: Predictor.Spread, accuracy: HeldOutAccuracy
    ) {
        self.identity = identity
        self.ruleset = ruleset
        self.gpu = gpu
        self.provenance = provenance
        self.predictors = predictors
        self.work = work
        self.adaptation = adaptation
        self.overhead = overhead
        self.fallback = fallback
        self.networkSpread = networkSpread
        self.accuracy = accuracy
    }

    public var id: String { identity.id }

    /// Whether held-out models or kernels came so often more than 10 % off that its answers are rough.
    public var isPoor: Bool { mainAccuracy.within10 < 0.7 }

    /// Of networks or blocks; where there are none, of all kernels.
    public var mainAccuracy: Accuracy {
        if accuracy.networks.count > 0 { return accuracy.networks }
        let kernels = accuracy.kernels.values.sorted { $0.count < $1.count }
        let count = kernels.reduce(0) { $0 + $1.count }
        func mean(_ value: (Accuracy) -> Double) -> Double {
            kernels.reduce(0) { $0 + value($1) * Double($1.count) } / Double(max(count, 1))
        }
        return Accuracy(
            count: count, within5: mean(\.within5), within10: mean(\.within10),
            meanRelativeError: mean(\.meanRelativeError),
            rootMeanSquareMilliseconds: mean { $0.rootMeanSquareMilliseconds * $0.rootMeanSquareMilliseconds }
                .squareRoot())
    }
}
