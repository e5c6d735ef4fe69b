import Foundation
import LatencyKit
import Reporting
import Testing

/// What a batch says of files that are not as their folder listed them.
@Suite struct BatchPredictorTests {
    private static func failures(inFolder path: String) throws -> [String: IndexRow.Failure] {
        var failures: [String: IndexRow.Failure] = [:]
        for line in try Data(contentsOf: URL(filePath: "\(path)/index.jsonl")).split(separator: 0x0A) {
            let row = try IndexRow(parsing: Array(line))
            if case .failure(let failure) = row.outcome { failures[row.path] = failure }
        }
        return failures
    }

    @Test func filesThatAreNotAsListedAreRowsWithTheirErrors() async throws {
        let files = FileManager.default
        let folder = files.temporaryDirectory.appending(path: "kernelcast-\(UUID().uuidString)").path
        defer { try? files.removeItem(atPath: folder) }
        try files.createDirectory(atPath: "\(folder)/tree", withIntermediateDirectories: true)
        let sample = "\(PredictionTests.root)/samples/resnet18.onnx"
        for name in ["changed", "gone", "whole"] {
            try files.copyItem(atPath: sample, toPath: "\(folder)/tree/\(name).onnx")
        }
        for (name, target) in [("around", "about"), ("about", "around"), ("nowhere", "nothing")] {
            try files.createSymbolicLink(atPath: "\(folder)/tree/\(name).onnx", withDestinationPath: "\(target).onnx")
        }
        var list = ModelList()
        list.add(FileName("\(folder)/tree"))
        try files.removeItem(atPath: "\(folder)/tree/gone.onnx")
        try Data(contentsOf: URL(filePath: sample)).prefix(100).write(to: URL(filePath: "\(folder)/tree/changed.onnx"))
        let batch = BatchPredictor(
            predictors: [try LatencyPredictor(platform: "pixel4_gpu", in: PredictionTests.pool)],
            overrides: ShapeOverrides(), folder: "\(folder)/out", format: nil, width: 2)
        let summary = try await batch.run(list, .afresh)
        #expect((summary.modelCount, summary.failureCount, summary.skippedCount) == (1, 5, 0))
        let messages = try Self.failures(inFolder: "\(folder)/out").map { path, failure in
            "\(path.dropFirst(folder.count + 6)): \(failure.message)"
        }
        let loop = "expected a readable file, found: too many levels of symbolic links"
        #expect(
            messages.sorted() == [
                "about.onnx: \(loop)", "around.onnx: \(loop)",
                "changed.onnx: expected 9451 bytes of \"graph\", found 78",
                "gone.onnx: expected the file that its folder listed, found it gone", "nowhere.onnx: no such file",
            ])
    }
}
