import Glibc
import Measurements

/// A file that takes its name once it is complete, and until then has one that tells of it.
struct PartialFile: ~Copyable {
    private let path: String
    let partialPath: String
    private let descriptor: Int32

    /// - Parameters:
    ///   - mark: what tells apart several that are to take one name.
    ///   - byteCount: how much is kept of what an earlier run left; the rest is cut off.
    init(_ path: String, mark: String = "", keeping byteCount: Int = 0) throws(LatencyKitError) {
        self.path = path
        partialPath = "\(path)\(mark).partial"
        descriptor = unsafe open(partialPath, O_WRONLY | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0, ftruncate(descriptor, byteCount) == 0, lseek(descriptor, 0, SEEK_END) >= 0 else {
            throw Self.error(partialPath)
        }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// Writes at the end.
    func append(_ bytes: [UInt8]) throws(LatencyKitError) {
        do { try FileBytes.write(bytes, to: descriptor) } catch {
            throw LatencyKitError(.writeFailed, path: partialPath, error.message)
        }
    }

    /// Writes over what stands at the start.
    func replaceStart(by bytes: [UInt8]) throws(LatencyKitError) {
        guard lseek(descriptor, 0, SEEK_SET) == 0 else { throw Self.error(partialPath) }
        try append(bytes)
    }

    /// Gives the file its name.
    func finish() throws(LatencyKitError) {
        guard unsafe rename(partialPath, path) == 0 else { throw Self.error(path) }
    }

    private static func error(_ path: String) -> LatencyKitError {
        LatencyKitError(.writeFailed, path: path, SystemError(number: errno).message)
    }
}
