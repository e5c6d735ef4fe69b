import Glibc
import Measurements

/// Where results are written: a file that appears whole or not at all, or a standard stream.
public struct OutputFile: Sendable {
    private enum Target: Sendable {
        case file(String)
        case stream(Int32, name: String)
    }

    private let target: Target

    public init(path: String) { target = .file(path) }

    private init(_ target: Target) { self.target = target }

    public static let standardOutput = OutputFile(.stream(STDOUT_FILENO, name: "standard output"))
    public static let standardError = OutputFile(.stream(STDERR_FILENO, name: "standard error"))

    /// Writes all bytes.
    ///
    /// - Throws: `LatencyKitError` of kind `writeFailed`; what stood in the file before is then still there.
    public func write(_ bytes: [UInt8]) throws(LatencyKitError) {
        switch target {
        case .stream(let descriptor, let name):
            try Self.naming(name) { () throws(SystemError) in try FileBytes.write(bytes, to: descriptor) }
        case .file(let path):
            try Self.naming(path) { () throws(SystemError) in try FileBytes.write(bytes, to: path) }
        }
    }

    private static func naming(_ path: String, _ body: () throws(SystemError) -> Void) throws(LatencyKitError) {
        do { try body() } catch { throw LatencyKitError(.writeFailed, path: path, error.message) }
    }
}
