import FoundationEssentials
import LatencyKit

/// Many files, each read and its shapes inferred, in this process.
struct ExportsBenchmark {
    /// The ONNX files of the folder, in order.
    let paths: [String]

    init(folder: String) throws {
        paths = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".onnx") }.sorted()
            .map { "\(folder)/\($0)" }
    }

    /// The processor time of all, each file's being the median of five.
    func seconds() throws -> Double {
        try paths.reduce(0) { sum, path in
            let times = try (0..<5).map { _ in
                let start = ProcessorTime.seconds
                _ = try ModelLoader().load(path)
                return ProcessorTime.seconds - start
            }
            return sum + times.sorted()[2]
        }
    }
}
