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
        let results = await withTaskGroup(of: Result<String, LatencyKitError>.self) { group in
            for (measurements, gpu) in jobs {
                group.addTask {
                    Result { () throws(LatencyKitError) in
                        try LatencyKitError.rethrowing {
                            let platform = try trainer.platform(measurements, on: gpu) { network in
                                prefixes.contains { network.hasPrefix($0) }
                            }
                            try Pool.write(platform, into: folder)
                            return platform.id
                        }
                    }
                }
            }
            var results: [Result<String, LatencyKitError>] = []
            for await result in group {
                if case .success(let id) = result { progress(id) }
                results.append(result)
            }
            return results
        }
        for result in results { _ = try result.get() }
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
