import LatencyKit

/// From a file to the kernels of the TFLite GPU delegate, in this process.
struct ReadingBenchmark {
    let path: String

    /// The median processor time from the file to the kernels; what is freed after it does not count. Nothing is known
    /// of the file from the time before.
    func processorSeconds() throws -> Double {
        let lister = try KernelLister(ruleset: "tflite-gpu")
        var times: [Double] = []
        for _ in 0..<21 {
            let start = ProcessorTime.seconds
            let model = try ModelLoader().load(path)
            let listing = lister.list(model)
            times.append(ProcessorTime.seconds - start)
            withExtendedLifetime((model, listing)) {}
        }
        return times.sorted()[times.count / 2]
    }

    /// The median time, the file's pages being in the system's cache.
    func seconds() throws -> Double {
        let lister = try KernelLister(ruleset: "tflite-gpu")
        return try medianSeconds(runs: 21) { _ = lister.list(try ModelLoader().load(path)) }
    }
}
