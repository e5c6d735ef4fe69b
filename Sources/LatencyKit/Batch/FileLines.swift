import Glibc
import Measurements

/// The lines of a file, one after another, as they come.
public struct FileLines: ~Copyable {
    let path: String
    private let descriptor: Int32
    private var buffer: [UInt8] = []
    private var position = 0
    /// Where the lines that were given end in the file.
    private(set) var byteOffset = 0

    /// What stands behind the last line feed, once all lines were given.
    public var remainder: [UInt8] { Array(buffer[position...]) }

    /// Opens the file at a path, or standard input for `-`; nil where it cannot be opened.
    public init?(_ path: String) {
        self.path = path
        descriptor = unsafe path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
    }

    deinit { if descriptor > STDIN_FILENO { close(descriptor) } }

    /// The next line without its line feed; nil behind the last.
    public mutating func next() throws(LatencyKitError) -> [UInt8]? {
        var searched = position
        while true {
            if let end = buffer[searched...].firstIndex(of: 0x0A) {
                defer {
                    byteOffset += end + 1 - position
                    position = end + 1
                }
                return Array(buffer[position..<end])
            }
            buffer.removeFirst(position)
            position = 0
            searched = buffer.count
            guard try fill() else { return nil }
        }
    }

    private mutating func fill() throws(LatencyKitError) -> Bool {
        do { return try FileBytes.append(to: &buffer, from: descriptor, atMost: 1 << 16) > 0 } catch {
            throw LatencyKitError(.badInput, path: path, error.message)
        }
    }
}
