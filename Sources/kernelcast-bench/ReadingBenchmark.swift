import LatencyKit

/// From a file to the kernels of the TFLite GPU delegate, in this process.
struct ReadingBenchmark {
    let path: String

    /// The median time, the file's pages being in the system's cache.
    func seconds() throws -> Double {
        let loader = ModelLoader()
        let lister = try KernelLister(ruleset: "tflite-gpu")
        return try medianSeconds(runs: 21) { _ = lister.list(try loader.load(path)) }
    }
}
