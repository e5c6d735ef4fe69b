import KernelFormation
import LatencyKit

/// From kernels to latencies, in this process.
struct PredictionBenchmark {
    private let predictor: LatencyPredictor
    private let kernels: [Kernel]

    init(path: String, platform: String) throws {
        predictor = try LatencyPredictor(platform: platform)
        kernels = predictor.kernels(of: try ModelLoader().load(path))
    }

    /// Per kernel, one after the other.
    func secondsAlone() -> Double {
        medianSeconds(runs: 21) { for kernel in kernels { _ = predictor.predict([kernel]) } } / Double(kernels.count)
    }

    /// Per kernel, in batches of 8,192.
    func secondsBatched() -> Double {
        let batch = (0..<8192).map { kernels[$0 % kernels.count] }
        return medianSeconds(runs: 21) { _ = predictor.predict(batch) } / 8192
    }
}
