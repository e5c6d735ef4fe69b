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
        let table = try LatencyKitError.rethrowing {
            try MobileBenchmark.cpus(
                .tflite, inFolder: "\(dataFolder)/qed-usc", kernels: try resources.networkKernels())
        }
        return try await evaluate(table, NetworkTransferEvaluator.Cases.allCases, samples, progress)
    }

    /// Every GPU of the TFLite table in turn, by whole networks.
    public func evaluateGPUs(
        samples: [Int], progress: @escaping @Sendable (String) -> Void
    ) async throws(LatencyKitError) -> TransferListing {
        let table = try LatencyKitError.rethrowing {
            try MobileBenchmark.gpuNetworks(inFolder: "\(dataFolder)/qed-usc", kernels: try resources.networkKernels())
        }
        return try await evaluate(table, [.measured, .new], samples, progress)
    }

    private func evaluate(
        _ table: MeasurementTable, _ cases: [NetworkTransferEvaluator.Cases], _ samples: [Int],
        _ progress: @escaping @Sendable (String) -> Void
    ) async throws(LatencyKitError) -> TransferListing {
        let evaluator = NetworkTransferEvaluator(table)
        let pieces = try await concurrently(evaluator.jobs(cases)) {
            (job) throws(LatencyKitError) in
            defer { progress(job.name) }
            return evaluator.run(job, samples: samples)
        }
        return TransferListing(evaluations: NetworkTransferEvaluator.evaluations(pieces))
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
}
