import KernelFormation
import LatencyPrediction
import Measurements
public import Reporting

/// Scores transfer to platforms that were left out of the pool, on published measurements.
public struct TransferEvaluator: Sendable {
    private let dataFolder: String
    private let resources: PoolLocations

    /// - Parameters:
    ///   - dataFolder: the folder that holds `qed-usc/` and `nn-meter-blocks/`, as published.
    ///   - resources: where the measured networks' kernels are.
    public init(dataFolder: String, resources: PoolLocations = PoolLocations()) {
        self.dataFolder = dataFolder
        self.resources = resources
    }

    /// Every phone of the TFLite CPU table in turn, with all its settings.
    public func evaluateCPUs(
        samples: [Int], progress: @escaping @Sendable (String) -> Void
    ) async throws(LatencyKitError) -> TransferListing {
        TransferListing(
            evaluations: try await evaluateNetworks(
                NetworkTransferEvaluator.Cases.allCases, samples, targets: nil, progress))
    }

    /// The settings of the full grid: large, little and several cores, floats and bytes, quiet and noisy.
    public static let gridTargets = [
        "pixel4_cpu-1large_fp32", "pixel4_cpu-3med_int8", "s10_cpu-1large_int8", "s10_cpu-2med_fp32",
        "mi8se_cpu-2large_fp32", "a03s_cpu-1small_fp32", "a03s_cpu-4large_int8", "iphone7_cpu-1large_fp32",
    ]

    /// Four kinds of cases by numbers of samples, for each of eight settings.
    public func evaluateGrid(
        samples: [Int], progress: @escaping @Sendable (String) -> Void
    ) async throws(LatencyKitError) -> TransferGridListing {
        TransferGridListing(
            targets: Self.gridTargets,
            evaluations: try await evaluateNetworks(
                [.measured, .new, .fifthOfFamilies, .halfOfFamilies], samples, targets: Self.gridTargets, progress))
    }

    /// Every GPU of the TFLite table in turn, by planned kernels and networks.
    public func evaluateGPUs(
        kernels: Int, samples: [Int], progress: @escaping @Sendable (String) -> Void
    ) async throws(LatencyKitError) -> TransferListing {
        let evaluator = try LatencyKitError.rethrowing {
            try GPUTransferEvaluator(try MobileBenchmark.gpus(inFolder: "\(dataFolder)/qed-usc"))
        }
        let pieces = try await concurrently(evaluator.jobs()) { (job) throws(LatencyKitError) in
            defer { progress(job.name) }
            return try LatencyKitError.rethrowing { try evaluator.run(job, kernels: kernels, samples: samples) }
        }
        return TransferListing(evaluations: GPUTransferEvaluator.evaluations(pieces))
    }

    private func evaluateNetworks(
        _ cases: [NetworkTransferEvaluator.Cases], _ samples: [Int], targets: [String]?,
        _ progress: @escaping @Sendable (String) -> Void
    ) async throws(LatencyKitError) -> [TransferEvaluation] {
        let table = try LatencyKitError.rethrowing {
            try MobileBenchmark.cpus(
                .tflite, inFolder: "\(dataFolder)/qed-usc", kernels: try resources.networkKernels(.apart))
        }
        let evaluator = NetworkTransferEvaluator(table)
        let pieces = try await concurrently(evaluator.jobs(cases)) {
            (job) throws(LatencyKitError) in
            defer { progress(job.name) }
            return evaluator.run(job, samples: samples, targets: targets)
        }
        return NetworkTransferEvaluator.evaluations(pieces)
    }

    /// Every phone of the table of blocks in turn.
    public func evaluateBlocks(
        samples: [Int], progress: @escaping @Sendable (String) -> Void
    ) async throws(LatencyKitError) -> TransferListing {
        let evaluator = try LatencyKitError.rethrowing {
            try BlockTransferEvaluator(try BlockBenchmark.phones(inFolder: "\(dataFolder)/nn-meter-blocks"))
        }
        let pieces = try await concurrently(evaluator.jobs()) { (job) throws(LatencyKitError) in
            defer { progress(job.name) }
            return try LatencyKitError.rethrowing { try evaluator.run(job, samples: samples) }
        }
        return TransferListing(evaluations: BlockTransferEvaluator.evaluations(pieces))
    }

    /// How often each selector finds the truly best source, on the CPU settings and on the phones of blocks.
    public func evaluateSelectors(samples: [Int]) throws(LatencyKitError) -> SelectorListing {
        let tables = try LatencyKitError.rethrowing {
            [
                (
                    "tflite-cpu",
                    try MobileBenchmark.cpus(
                        .tflite, inFolder: "\(dataFolder)/qed-usc", kernels: try resources.networkKernels(.apart))
                ), ("blocks", try BlockBenchmark.phones(inFolder: "\(dataFolder)/nn-meter-blocks")),
            ]
        }
        return SelectorListing(
            rows: tables.flatMap { name, table in
                samples.flatMap { SelectorEvaluator(table, name: name).evaluate(samples: $0) }
            })
    }

    /// What samplers draw, beside shapes that they have not learnt from.
    public func evaluateSamplers() async throws(LatencyKitError) -> SamplerListing {
        let folder = "\(dataFolder)/litepred-priors"
        let jobs: [(KernelType, String)] = [(.conv, "vae_inputs_v3.csv"), (.dwconv, "vae_inputs_v4_dwconv.csv")]
        let rows = try await concurrently(jobs) { (job) throws(LatencyKitError) in
            try LatencyKitError.rethrowing {
                try SamplerEvaluator().evaluate(
                    job.0, train: try PriorTable.read(contentsOf: "\(folder)/\(job.1)", part: .train),
                    test: try PriorTable.read(contentsOf: "\(folder)/\(job.1)", part: .test))
            }
        }
        return SamplerListing(rows: rows.flatMap(\.self))
    }
}
