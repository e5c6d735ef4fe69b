public import GraphIR
import KernelFormation
public import LatencyPrediction

/// How long a model takes on a platform, and where the time goes.
public struct LatencyReport: Listing, Sendable, Hashable {
    /// The device and software that the latency is for.
    public struct Platform: Sendable, Hashable {
        public var id: String
        public var device: String
        public var unit: String
        public var framework: String
        public var frameworkVersion: String
        public var precision: String
        public var threads: Int

        public init(
            id: String, device: String, unit: String, framework: String, frameworkVersion: String, precision: String,
            threads: Int
        ) {
            self.id = id
            self.device = device
            self.unit = unit
            self.framework = framework
            self.frameworkVersion = frameworkVersion
            self.precision = precision
            self.threads = threads
        }
    }

    /// The rules by which the kernels were formed.
    public struct Ruleset: Sendable, Hashable {
        public var id: String
        public var version: String

        public init(id: String, version: String) {
            self.id = id
            self.version = version
        }
    }

    /// The parts of the model that a trained predictor speaks for, each from 0 to 1.
    public struct Coverage: Sendable, Hashable {
        public var kernels: Double
        public var multiplyAccumulates: Double
        public var latency: Double
    }

    public var toolVersion: String
    public var model: ModelSummary
    public var platform: Platform
    public var ruleset: Ruleset
    /// The kernels' sum and the overhead.
    public var latencyMilliseconds: Double
    /// The ends of the 90 % interval.
    public var lowMilliseconds: Double
    public var highMilliseconds: Double
    public var overheadMilliseconds: Double
    /// In the order of execution.
    public var kernels: [KernelRow]
    public var diagnostics: [Diagnostic]
    /// What the platform's kernels reach in the mean; a page shows the kernels beside it.
    public var roofline: Roofline?

    public init(
        toolVersion: String, model: ModelSummary, platform: Platform, ruleset: Ruleset, latencyMilliseconds: Double,
        lowMilliseconds: Double, highMilliseconds: Double, overheadMilliseconds: Double, kernels: [KernelRow],
        diagnostics: [Diagnostic], roofline: Roofline? = nil
    ) {
        self.toolVersion = toolVersion
        self.model = model
        self.platform = platform
        self.ruleset = ruleset
        self.latencyMilliseconds = latencyMilliseconds
        self.lowMilliseconds = lowMilliseconds
        self.highMilliseconds = highMilliseconds
        self.overheadMilliseconds = overheadMilliseconds
        self.kernels = kernels
        self.diagnostics = diagnostics
        self.roofline = roofline
    }

    /// The sum of the kernels' latencies.
    public var kernelMilliseconds: Double { kernels.reduce(0) { $0 + ($1.prediction?.latencyMilliseconds ?? 0) } }

    /// Whether every kernel has an estimate, so that the total is more than a lower bound.
    public var isComplete: Bool { kernels.allSatisfy { $0.prediction?.status != .unsupported } }

    /// Kernels that run nothing count as covered.
    public var coverage: Coverage {
        Coverage(kernels.lazy.map { ($0.prediction, $0.kernel.configuration.multiplyAccumulates) })
    }
}

extension LatencyReport.Coverage {
    /// Of kernels with what is said of them and their multiply-accumulates.
    init(_ kernels: some Sequence<(prediction: KernelPrediction?, multiplyAccumulates: Int)>) {
        var covered = Self(kernels: 0, multiplyAccumulates: 0, latency: 0)
        var total = covered
        for kernel in kernels {
            let latency = kernel.prediction?.latencyMilliseconds ?? 0
            let macs = Double(kernel.multiplyAccumulates)
            total.add(latency: latency, macs: macs)
            switch kernel.prediction?.status {
            case .predicted, .extrapolated, .zeroCost: covered.add(latency: latency, macs: macs)
            case .fallback, .unsupported, nil: break
            }
        }
        self.init(
            kernels: Self.fraction(covered.kernels, of: total.kernels),
            multiplyAccumulates: Self.fraction(covered.multiplyAccumulates, of: total.multiplyAccumulates),
            latency: Self.fraction(covered.latency, of: total.latency))
    }

    private static func fraction(_ part: Double, of whole: Double) -> Double { whole > 0 ? part / whole : 1 }

    private mutating func add(latency: Double, macs: Double) {
        kernels += 1
        multiplyAccumulates += macs
        self.latency += latency
    }
}
