import Glibc

@testable import LatencyPrediction

/// A folder that goes with its owner.
struct TemporaryFolder: ~Copyable {
    let path: String

    init() throws {
        var template = Array("/tmp/kernelcast-XXXXXX".utf8CString)
        guard unsafe mkdtemp(&template) != nil else { throw PredictionError(.unwritable("no temporary folder")) }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit { Self.remove(path) }

    /// What lies in it, in order.
    var names: [String] { Self.names(path) }

    private static func names(_ path: String) -> [String] {
        guard let directory = unsafe opendir(path) else { return [] }
        defer { unsafe closedir(directory) }
        var names: [String] = []
        while let entry = unsafe readdir(directory) {
            names.append(
                unsafe withUnsafeBytes(of: entry.pointee.d_name) {
                    unsafe String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
                })
        }
        return names.filter { $0 != "." && $0 != ".." }.sorted()
    }

    private static func remove(_ path: String) {
        for name in names(path) { remove("\(path)/\(name)") }
        if unsafe unlink(path) != 0 { _ = unsafe rmdir(path) }
    }
}
