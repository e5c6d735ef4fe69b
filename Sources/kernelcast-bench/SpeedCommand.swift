import ArgumentParser
import LatencyKit

/// Times a few models, each beside its peer where one can be had.
struct SpeedCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "speed",
        abstract: "Times reading, kernel formation, prediction and the whole command, each beside its peer.",
        discussion: "Peers run in the given Python, and are left out where it lacks their package.")

    @Option(help: "A folder of exports, which are read one after another.")
    var exports: String?

    @Option(help: "A folder of models, such as variants writes, which are predicted as a batch on one thread.")
    var tree: String?

    @Option(help: "A large export, such as VGG-16 with its weights (550 MB), to time all that follows reading as well.")
    var large: String?

    @Option(help: "A model of any format, such as an export of many nodes; repeatable.")
    var model: [String] = []

    @Option(help: "A small export, such as samples/mobilenet_v2.onnx.")
    var small = "samples/mobilenet_v2.onnx"

    @Option(help: "The platform to predict for.")
    var platform = "pixel4_gpu"

    @Option(help: "The executable that is timed as a whole, by its absolute path or as the shell finds it.")
    var executable = "kernelcast"

    @Option(help: "A Python that has onnx, torch and nn-meter.")
    var python = "python3"

    func run() async throws {
        let peers = PythonPeers(interpreter: python)
        var table = BenchmarkTable()
        if let exports { try await addExports(of: exports, peers, to: &table) }
        for path in model { try await addModel(path, peers, to: &table) }
        if let large { try await addLargeAndSmall(large, peers, to: &table) }
        if let tree { try await addTree(tree, peers, to: &table) }
        print(table.text, terminator: "")
        print("peak memory of this process: \(ResidentMemory.peakMegabytes) MB")
    }

    private func addExports(of folder: String, _ peers: PythonPeers, to table: inout BenchmarkTable) async throws {
        let benchmark = try ExportsBenchmark(folder: folder)
        table.add(
            "read \(benchmark.paths.count) exports and infer shapes, processor time", try benchmark.seconds(),
            peer: "onnx.load + infer_shapes", try await peers.reading(all: benchmark.paths))
    }

    private func addModel(_ path: String, _ peers: PythonPeers, to table: inout BenchmarkTable) async throws {
        table.add(
            "read \(name(of: path)) and form kernels, processor time",
            try ReadingBenchmark(path: path).processorSeconds(),
            peer: "onnx.load + infer_shapes",
            path.hasSuffix(".onnx") ? try await peers.reading(all: [path]) : nil)
    }

    private func addTree(_ folder: String, _ peers: PythonPeers, to table: inout BenchmarkTable) async throws {
        let benchmark = try BatchBenchmark(folder: folder, platform: platform)
        let seconds = try await benchmark.seconds()
        let what = "predict a file of \(benchmark.count), processor time, \(Int(1 / seconds)) a second and core"
        table.add(
            what, seconds, peer: "nn-Meter's detection of its kernels",
            try await peers.detectingKernels(of: benchmark.sample))
        let kernels = try benchmark.kernelCount()
        table.add(
            what, seconds, peer: "LitePred's network in PyTorch, its kernels one at a time",
            try await peers.litePredAlone().map { $0 * kernels })
    }

    private func addLargeAndSmall(_ large: String, _ peers: PythonPeers, to table: inout BenchmarkTable) async throws {
        for path in [large, small] {
            table.add(
                "read \(name(of: path)) and form kernels", try ReadingBenchmark(path: path).seconds(),
                peer: "onnx.load + infer_shapes", try await peers.reading(path))
        }
        let prediction = try PredictionBenchmark(path: small, platform: platform)
        table.add(
            "predict one kernel", prediction.secondsAlone(), peer: "LitePred's network in PyTorch, one kernel",
            try await peers.litePredAlone())
        table.add(
            "predict a kernel of 8,192", prediction.secondsBatched(),
            peer: "LitePred's network in PyTorch, batches of 8,192", try await peers.litePredBatched())
        table.add(
            "predict \(name(of: small)), whole command",
            try await CommandBenchmark(executable: executable, model: small, platform: platform).seconds(),
            peer: "python3 -c 'import onnx', nothing read", try await peers.importingONNX())
    }

    private func name(of path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }
}
