import LatencyPrediction
import Measurements
public import Reporting

/// Scores our way of predicting, and others, on published measurements.
public struct PoolEvaluator: Sendable {
    private let dataFolder: String

    /// - Parameter dataFolder: the folder that holds `qed-usc/`, as published.
    public init(dataFolder: String) { self.dataFolder = dataFolder }

    /// What can be compared: ours, and what people use else.
    public static let methods = EvaluationMethod.allCases.map(\.rawValue)

    /// The accuracy of each method on each device, a fifth of the networks held out of training at a time.
    ///
    /// - Parameters:
    ///   - seeds: each shuffles the networks anew into five folds; cases of all are counted together.
    ///   - methods: of `PoolEvaluator.methods`.
    ///   - devices: as the tables name them; all where empty.
    ///   - progress: told of each platform and method that is done.
    public func evaluateFolds(
        seeds: [UInt64], by methods: [String], devices: [String], progress: @escaping @Sendable (String) -> Void
    ) async throws(LatencyKitError) -> EvaluationListing {
        try await evaluate(.folds(seeds: seeds), by: methods, devices: devices, progress: progress)
    }

    /// The same, all networks of a family held out at a time.
    public func evaluateFamilies(
        by methods: [String], devices: [String], progress: @escaping @Sendable (String) -> Void
    ) async throws(LatencyKitError) -> EvaluationListing {
        try await evaluate(.families, by: methods, devices: devices, progress: progress)
    }

    private func evaluate(
        _ evaluationProtocol: EvaluationProtocol, by methods: [String], devices: [String],
        progress: @escaping @Sendable (String) -> Void
    ) async throws(LatencyKitError) -> EvaluationListing {
        let measured = try LatencyKitError.rethrowing { try MobileBenchmark.gpus(inFolder: "\(dataFolder)/qed-usc") }
        let evaluator = try LatencyKitError.rethrowing { try BenchmarkEvaluator() }
        let known = BenchmarkedGPU.all.map(\.device)
        if let unknown = devices.first(where: { !known.contains($0) }) {
            throw LatencyKitError(
                .usage, "expected one of \(known.joined(separator: ", ")), found \"\(unknown)\"", location: "device")
        }
        var jobs: [(measurements: DeviceMeasurements, gpu: BenchmarkedGPU, method: EvaluationMethod)] = []
        for gpu in BenchmarkedGPU.all where devices.isEmpty || devices.contains(gpu.device) {
            guard let measurements = measured.first(where: { $0.device == gpu.device }) else { continue }
            jobs += methods.compactMap(EvaluationMethod.init).map { (measurements, gpu, $0) }
        }
        return EvaluationListing(
            evaluations: try await concurrently(jobs) { job throws(LatencyKitError) in
                try LatencyKitError.rethrowing {
                    let evaluation = try evaluator.evaluate(
                        job.measurements, on: job.gpu, by: job.method, evaluationProtocol)
                    progress("\(job.method.rawValue) on \(job.gpu.device)")
                    return evaluation
                }
            })
    }
}
