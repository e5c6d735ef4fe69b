import LatencyPrediction
import Measurements

/// Makes a pool from published measurements.
public struct PoolTrainer: Sendable {
    private let dataFolder: String

    /// - Parameter dataFolder: the folder that holds `qed-usc/`, as published.
    public init(dataFolder: String) { self.dataFolder = dataFolder }

    /// Trains a platform for each GPU of the tables, all at once, and writes it as soon as it is done.
    ///
    /// - Parameters:
    ///   - folder: the pool to write into.
    ///   - prefixes: networks whose names begin so are left out of training.
    ///   - progress: told of each platform that is written.
    public func train(
        into folder: String, excluding prefixes: [String], progress: @escaping @Sendable (String) -> Void
    ) async throws(LatencyKitError) {
        let measured = try LatencyKitError.rethrowing { try MobileBenchmark.gpus(inFolder: "\(dataFolder)/qed-usc") }
        let trainer = try LatencyKitError.rethrowing { try PlatformTrainer() }
        let jobs = measured.compactMap { measurements in
            BenchmarkedGPU.all.first { $0.device == measurements.device }.map { (measurements, $0) }
        }
        _ = try await concurrently(jobs) { (measurements, gpu) throws(LatencyKitError) in
            try LatencyKitError.rethrowing {
                let platform = try trainer.platform(measurements, on: gpu) { network in
                    prefixes.contains { network.hasPrefix($0) }
                }
                try Pool.write(platform, into: folder)
                progress(platform.id)
            }
        }
    }
}

extension LatencyKitError {
    /// Runs a step of training; what it throws is told as an error of this module.
    static func rethrowing<Result>(_ body: () throws -> Result) throws(LatencyKitError) -> Result {
        do {
            return try body()
        } catch let error as MeasurementError {
            throw LatencyKitError(error)
        } catch let error as PredictionError {
            throw LatencyKitError(error)
        } catch let error as LatencyKitError {
            throw error
        } catch {
            throw LatencyKitError(.defect, "expected an error of training, found \(error)")
        }
    }
}
