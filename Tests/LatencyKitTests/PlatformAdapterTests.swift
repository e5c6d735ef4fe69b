import Foundation
import LatencyKit
import Reporting
import Testing

/// What a new platform learns from.
@Suite struct PlatformAdapterTests {
    static let samples = [("densenet121", 61.0), ("mobilenet_v2", 12.5), ("resnet18", 33.0), ("squeezenet1_1", 9.5)]

    /// The new platform's version, and that of the platforms that it learns from: versions have measured different
    /// networks.
    static let versions = [("2.15", "2.15"), ("2.10", "2.10"), ("9", "2.10")]

    @Test(arguments: versions) func learnsFromItsOwnVersionElseFromThatOfMostNetworks(
        version: String, taken: String
    ) throws {
        let files = FileManager.default
        let folder = files.temporaryDirectory.appending(path: "adapter-\(version)-\(UUID())")
        try files.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? files.removeItem(at: folder) }
        let pool = "\(PredictionTests.root)/Sources/BuiltInPool/pool"
        for id in try files.contentsOfDirectory(atPath: pool) where id.contains("_cpu-1large_tflite-") {
            try files.createSymbolicLink(atPath: folder.appending(path: id).path, withDestinationPath: "\(pool)/\(id)")
        }
        let rows = Self.samples.map { "\(PredictionTests.root)/samples/\($0).onnx,\($1)\n" }
        let measured = folder.appending(path: "measured.csv").path
        try Data(("path,milliseconds\n" + rows.joined()).utf8).write(to: URL(filePath: measured))
        let adapter = PlatformAdapter(locations: PoolLocations(directory: folder.path))
        let listing = try adapter.adapt("a_cpu-1large_tflite-\(version)_fp32", to: [measured])
        #expect(!listing.sources.isEmpty)
        #expect(listing.sources.allSatisfy { $0.hasSuffix("_tflite-\(taken)_fp32") }, "\(listing.sources)")
    }
}
