import FoundationEssentials
import LatencyKit

/// A tree of files predicted on one thread, from the files to the lines of an index, in this process.
struct BatchBenchmark {
    /// Up to 50 of the files, spread over all, for peers that would take minutes for all of them.
    let sample: [String]
    private let list: ModelList
    private let predictor: LatencyPredictor

    init(folder: String, platform: String) throws {
        var list = ModelList()
        list.add(FileName(folder))
        self.list = list
        predictor = try LatencyPredictor(platform: platform)
        let paths = try FileManager.default.subpathsOfDirectory(atPath: folder).filter { $0.hasSuffix(".onnx") }
            .sorted()
        sample = stride(from: 0, to: paths.count, by: max(paths.count / 50, 1)).prefix(50).map {
            "\(folder)/\(paths[$0])"
        }
    }

    /// How many kernels one of the sample has, in the mean.
    func kernelCount() throws -> Double {
        let counts = try sample.map { predictor.kernels(of: try ModelLoader().load($0)).count }
        return Double(counts.reduce(0, +)) / Double(max(counts.count, 1))
    }

    var count: Int { list.count }

    /// The processor time per file; what others do on the machine does not count.
    func seconds() async throws -> Double {
        let output = FileManager.default.temporaryDirectory.appending(path: "kernelcast-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: output) }
        let batch = BatchPredictor(
            predictors: [predictor], overrides: ShapeOverrides(), folder: output, format: nil, width: 1)
        let start = ProcessorTime.seconds
        _ = try await batch.run(list, .afresh)
        return (ProcessorTime.seconds - start) / Double(max(count, 1))
    }
}
