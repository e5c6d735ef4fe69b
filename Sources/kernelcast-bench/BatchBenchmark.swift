import FoundationEssentials
import LatencyKit

/// A tree of files predicted on one thread, from the files to the lines of an index, in this process.
struct BatchBenchmark {
    private let list: ModelList
    private let predictor: LatencyPredictor

    init(folder: String, platform: String) throws {
        var list = ModelList()
        list.add(FileName(folder))
        self.list = list
        predictor = try LatencyPredictor(platform: platform)
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
