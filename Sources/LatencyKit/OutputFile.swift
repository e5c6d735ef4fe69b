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
        case .stream(let descriptor, let name): try Self.write(bytes, to: descriptor, path: name)
        case .file(let path): try Self.replace(path, with: bytes)
        }
    }

    private static func replace(_ path: String, with bytes: [UInt8]) throws(LatencyKitError) {
        do { try FileBytes.write(bytes, to: path) } catch {
            throw LatencyKitError(.writeFailed, path: path, error.message)
        }
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32, path: String) throws(LatencyKitError) {
        var position = 0
        while position < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.write(descriptor, buffer.baseAddress! + position, buffer.count - position)
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else {
                throw LatencyKitError(.writeFailed, path: path, SystemError(number: errno).message)
            }
            position += count
        }
    }
}
