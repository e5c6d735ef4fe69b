import Foundation

/// A folder that goes with its owner.
struct TemporaryFolder: ~Copyable {
    private let url = FileManager.default.temporaryDirectory.appending(path: "kernelcast-\(UUID().uuidString)")

    init() throws { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) }

    deinit { try? FileManager.default.removeItem(at: url) }

    /// The path of a file in it.
    func path(_ name: String) -> String { url.appending(path: name).path }
}
