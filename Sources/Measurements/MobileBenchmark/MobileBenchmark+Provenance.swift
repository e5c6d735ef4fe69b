extension MobileBenchmark {
    /// Where the tables are published.
    public static let source = "https://github.com/qed-usc/mobile-ml-benchmark"
    public static let commit = "40ba833a9ca560a3035a76a5c3da504082dec001"
    public static let licence = "MIT"
    public static let citation =
        "Li, Paolieri, Golubchik: A Benchmark for ML Inference Latency on Mobile Devices, EdgeSys 2024"
}
