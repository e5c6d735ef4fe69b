internal import Glibc
import GraphIR
import KernelFormation
import Measurements
import ModelFormats
import Testing

/// The kernels that five phones logged for 102 networks, beside those that `tflite-gpu` forms of the same networks.
///
/// `KERNELCAST_DATA` names the folder that holds `qed-usc`; `KERNELCAST_NETWORKS` the folder, or several divided by
/// colons, that hold the networks as NAME.onnx, exported from pytorchcv for images of 224×224.
private enum Published {
    static let data = unsafe getenv("KERNELCAST_DATA").map { unsafe String(cString: $0) + "/qed-usc" }
    static let networks = unsafe getenv("KERNELCAST_NETWORKS").map {
        unsafe String(cString: $0).split(separator: ":").map(String.init)
    }
    static let families = [
        "pixel4": "adreno-6xx", "s10": "mali", "mi8se": "adreno-6xx", "a03s": "powervr", "iphone7": "apple",
    ]
}

@Suite(.enabled(if: Published.data != nil && Published.networks != nil)) struct PublishedKernelTests {
    /// What is left are Keras models that differ from pytorchcv's: an average pool with a stride is a pool and a 1×1 pool
    /// there, and a few layers have other names, by which the converter orders.
    @Test func theDelegateRanWhatWeForm() throws {
        let gpus = try MobileBenchmark.gpus(inFolder: try #require(Published.data))
        let formers = try gpus.map { gpu in
            let family = try #require(Published.families[gpu.device])
            return try KernelFormer(.named("tflite-gpu"), parameters: ["gpu": family, "converter": "keras"])
        }
        let logged = gpus.map { Dictionary(grouping: $0.kernels, by: \.network) }
        var matchCounts = Array(repeating: 0, count: gpus.count)
        var causes: [String: [Int]] = [:]
        for network in Set(logged.flatMap(\.keys)).sorted() {
            let graph = try graph(of: network)
            for place in gpus.indices {
                let comparison = DelegateComparison(
                    logged: (logged[place][network] ?? []).map(\.kernel),
                    formed: formers[place].kernels(of: graph).kernels)
                matchCounts[place] += comparison.matchCount
                for mismatch in comparison.mismatches {
                    let row = "\(network), \(mismatch.cause.rawValue)"
                    causes[row, default: Array(repeating: 0, count: gpus.count)][place] += 1
                }
            }
        }
        print("rows, of which equal:", gpus.map { "\($0.device) \($0.kernels.count)" }, matchCounts)
        for (row, counts) in causes.sorted(by: { $0.key < $1.key }) { print("   ", row, counts) }
        for (gpu, count) in zip(gpus, matchCounts) { #expect(100 * count >= 98 * gpu.kernels.count) }
    }

    /// The log numbers all operations of the delegate's graph, those too that it does not list: what we form beside the
    /// listed kernels must fill the gaps. A padding has a number, although it merges.
    @Test func whatTheLogLeavesOutIsWhatWeFormBeside() throws {
        let gpus = try MobileBenchmark.gpus(inFolder: try #require(Published.data))
        let gpu = try #require(gpus.first)
        let former = try KernelFormer(.named("tflite-gpu"), parameters: ["gpu": "adreno-6xx", "converter": "keras"])
        var others: Set<String> = []
        for (network, logged) in Dictionary(grouping: gpu.kernels, by: \.network) {
            let count = logged.flatMap(\.operations).reduce(0) { max($0, $1 + 1) }
            let paddings = logged.reduce(0) { $0 + $1.operations.count - 1 - $1.kernel.configuration.tail.count }
            let formed = former.kernels(of: try graph(of: network)).kernels.filter { !$0.isFree }
            let operations = formed.reduce(0) { $0 + 1 + $1.configuration.tail.count }
            if count != operations + paddings { others.insert(network) }
        }
        // Keras has one crop where pytorchcv has two, and two pools where it has one.
        #expect(others == ["bagnet9", "densenet121", "densenet169", "peleenet"])
    }

    private func graph(of network: String) throws -> Graph {
        let folders = try #require(Published.networks)
        let paths = folders.map { "\($0)/\(network).onnx" }
        let path = paths.first { (path: String) in unsafe access(path, R_OK) == 0 }
        var graph = try ModelReader().read(path: #require(path, "\(network)")).graph
        _ = try graph.infer()
        return graph
    }
}
