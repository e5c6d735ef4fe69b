import ArgumentParser
import LatencyKit
import Reporting

struct EvaluateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate", abstract: "Scores predictors on measurements that they were not trained on.")

    enum Split: String, ExpressibleByArgument, CaseIterable {
        case blocks, families, folds, gpu, samplers, selectors
        case cpu = "tflite-cpu"
    }

    @Option(help: "The folder of the published tables: DIR/qed-usc/tflite_cnn_ops_gpu.csv and the like.")
    var data: String?

    @Option(help: "A platform of the pool to score, by its id or a part that names it alone.")
    var platform: String?

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Files of measurements to score it on, of any kind that adapt reads.", valueName: "file"))
    var measurements: [String] = []

    @Option(help: "The column of times, where a file has several: \"pixel4|1large|float\".")
    var column: String?

    @OptionGroup var pool: PoolArguments

    @Option(
        name: .customLong("protocol"),
        help: ArgumentHelp(
            "What is held out: folds (a fifth of the networks at a time), families (all their networks at a time); or a "
                + "whole device, predicted from a few measurements: tflite-cpu and gpu (networks), blocks. Besides, selectors "
                + "(how often the most similar source is found) and samplers (how like networks' kernels they draw)."))
    var split = Split.folds

    @Option(parsing: .upToNextOption, help: "Seeds that shuffle the folds.")
    var seeds: [UInt64] = [0, 1, 2]

    @Option(
        parsing: .upToNextOption,
        help: "Methods to compare: \(PoolEvaluator.methods.joined(separator: ", ")); litepred trains for hours.")
    var methods: [String] = ["kernelcast", "nnls", "look-up", "flops"]

    @Option(parsing: .upToNextOption, help: "Devices of the tables; all where none is named.")
    var devices: [String] = []

    @Option(help: "How to print: \(ListingFormat.allValueStrings.joined(separator: ", ")).")
    var format = ListingFormat.table

    @Option(
        parsing: .upToNextOption,
        help: "Numbers of measurements on a device that is left out, 10 unless given; of blocks 20, 50 and 100.")
    var samples: [Int] = []

    @Flag(
        help: ArgumentHelp(
            "With --protocol tflite-cpu: eight settings side by side, from 3, 5, 10, 20 and 50 measurements unless "
                + "--samples says otherwise."))
    var grid = false

    @Option(
        help: ArgumentHelp("How many kernels are measured on a GPU that is left out, besides networks.", valueName: "n")
    )
    var kernels = 100

    func validate() throws {
        guard (platform == nil) == measurements.isEmpty, (platform == nil) != (data == nil) else {
            throw ValidationError("expected --data, or --platform with --measurements")
        }
        guard !grid || split == .cpu else {
            throw ValidationError("--grid: expected --protocol tflite-cpu with it, found \(split.rawValue)")
        }
        for method in methods where !PoolEvaluator.methods.contains(method) {
            throw ValidationError(
                "--methods: expected one of \(PoolEvaluator.methods.joined(separator: ", ")), found \"\(method)\"")
        }
    }

    func run() async throws {
        if let platform {
            let listing = try Terminal.orFail { () throws(LatencyKitError) in
                try PlatformAdapter(locations: pool.locations, column: column).evaluate(platform, on: measurements)
            }
            return try Terminal.write(listing.text(format), to: nil)
        }
        guard let data else { return }
        try await runProtocol(data)
    }

    private func runProtocol(_ data: String) async throws {
        let listing: any Listing
        do {
            let evaluator = PoolEvaluator(dataFolder: data)
            let progress: @Sendable (String) -> Void = { Terminal.note("evaluated \($0)") }
            switch split {
            case .folds:
                listing = try await evaluator.evaluateFolds(
                    seeds: seeds, by: methods, devices: devices, progress: progress)
            case .blocks:
                listing = try await TransferEvaluator(dataFolder: data).evaluateBlocks(
                    samples: samples.isEmpty ? [20, 50, 100] : samples, progress: progress)
            case .gpu:
                listing = try await TransferEvaluator(dataFolder: data).evaluateGPUs(
                    kernels: kernels, samples: samples.isEmpty ? [10, 30] : samples, progress: progress)
            case .cpu where grid:
                listing = try await TransferEvaluator(dataFolder: data).evaluateGrid(
                    samples: samples.isEmpty ? [3, 5, 10, 20, 50] : samples, progress: progress)
            case .cpu:
                listing = try await TransferEvaluator(dataFolder: data).evaluateCPUs(
                    samples: samples.isEmpty ? [10] : samples, progress: progress)
            case .samplers: listing = try await TransferEvaluator(dataFolder: data).evaluateSamplers()
            case .selectors:
                listing = try TransferEvaluator(dataFolder: data).evaluateSelectors(
                    samples: samples.isEmpty ? [5, 10, 20] : samples)
            case .families:
                listing = try await evaluator.evaluateFamilies(by: methods, devices: devices, progress: progress)
            }
        } catch {
            throw Terminal.fail(error)
        }
        try Terminal.write(listing.text(format), to: nil)
    }
}
