import LatencyPrediction
import Measurements

/// Makes a pool from published measurements.
public struct PoolTrainer: Sendable {
    private let dataFolder: String

    private let resources: PoolLocations

    /// - Parameters:
    ///   - dataFolder: the folder that holds `qed-usc/`, `nn-meter-blocks/`, `nn-meter-pixel4-int8/` and
    ///     `paddle-sd855/`, as published.
    ///   - resources: where the measured networks' kernels are.
    public init(dataFolder: String, resources: PoolLocations = PoolLocations()) {
        self.dataFolder = dataFolder
        self.resources = resources
    }

    /// Trains a platform for each GPU, CPU setting and phone of the tables, and writes it as soon as it is done.
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
        try await trainWholes(into: folder, excluding: prefixes, progress: progress)
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

    /// The platforms that were measured in wholes.
    private func trainWholes(
        into folder: String, excluding prefixes: [String], progress: @escaping @Sendable (String) -> Void
    ) async throws(LatencyKitError) {
        let jobs = try LatencyKitError.rethrowing { try wholes(excluding: prefixes) }
        _ = try await concurrently(jobs) { (job) throws(LatencyKitError) in
            try LatencyKitError.rethrowing {
                for platform in try job() {
                    try Pool.write(platform, into: folder)
                    progress(platform.id)
                }
            }
        }
    }

    private typealias Job = @Sendable () throws -> [Platform]

    private func wholes(excluding prefixes: [String]) throws -> [Job] {
        var jobs: [Job] = []
        // PyTorch Mobile is one version in both of its tables, TensorFlow Lite two.
        for tables: [MobileBenchmark.NetworkTable] in [[.torch, .torchTransformers], [.tflite], [.tfliteTransformers]] {
            let networks = try resources.networkKernels(tables == [.tflite] ? .apart : .within)
            let table = try MobileBenchmark.cpus(tables, inFolder: "\(dataFolder)/qed-usc", kernels: networks)
                .removing { name in prefixes.contains { name.hasPrefix($0) } }
            for precision in Set(table.columns.map(\.precision)).sorted() {
                let trainer = WorkPlatformTrainer(table.keeping(precision: precision), ruleset: Self.ruleset)
                jobs.append { trainer.networks(precision: precision) }
            }
        }
        let blocks = try BlockBenchmark.phones(inFolder: "\(dataFolder)/nn-meter-blocks")
        let blockTrainer = WorkPlatformTrainer(blocks, ruleset: Self.ruleset)
        for column in blocks.columns { jobs.append { [try blockTrainer.blocks(column)] } }
        let torch = try MobileBenchmark.torchGPUs(inFolder: "\(dataFolder)/qed-usc")
            .removing { name in prefixes.contains { name.hasPrefix($0) } }
        let torchTrainer = WorkPlatformTrainer(torch, ruleset: Self.ruleset)
        for column in torch.columns {
            let networks = try MobileBenchmark.torchNetworks(inFolder: "\(dataFolder)/qed-usc", device: column.device)
            jobs.append { [try torchTrainer.kernels(column, networks: networks)] }
        }
        for table in [
            try OperatorBenchmark.pixel4(inFolder: "\(dataFolder)/nn-meter-pixel4-int8"),
            try PaddleBenchmark.snapdragon855(inFolder: "\(dataFolder)/paddle-sd855"),
        ] {
            let trainer = WorkPlatformTrainer(table, ruleset: Self.ruleset)
            for column in table.columns { jobs.append { [try trainer.kernels(column)] } }
        }
        return jobs
    }

    /// How the networks' kernels were formed that these platforms learn from.
    private static let ruleset = Platform.RulesetChoice(name: "tflite-gpu", parameters: [:])
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
