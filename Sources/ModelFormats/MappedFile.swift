import Glibc
import GraphIR

/// Owns the bytes of a model file: mapped where the file allows it, so that only what is looked at is read.
@safe public struct MappedFile: ~Copyable {
    private let base: UnsafeMutableRawPointer?
    private let byteCount: Int
    /// What `munmap` gives back; a stream reserves more than it fills.
    private let reservedByteCount: Int

    /// Opens the file at a path, or standard input for `-`.
    ///
    /// - Parameter streamByteCount: the most that is read of what cannot be mapped: a pipe, a device.
    /// - Throws: `ImportError` with the path as its place: `noSuchFile`, `unreadable` for a directory and for a file
    ///   that may not be read, `malformed` for an empty one, `overLimit` for an endless one.
    public init(path: String, streamByteCount: Int = ImportLimits().streamByteCount) throws(ImportError) {
        let descriptor = unsafe path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.error(opening: path, errno) }
        defer { if path != "-" { close(descriptor) } }
        let place = ModelLocation(file: path == "-" ? "standard input" : path)
        self = try located(place) { () throws(ImportError) in
            try MappedFile(descriptor: descriptor, streamByteCount: streamByteCount)
        }
    }

    private init(descriptor: Int32, streamByteCount: Int) throws(ImportError) {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw Self.unreadable(errno) }
        switch status.st_mode & S_IFMT {
        case S_IFDIR: throw ImportError(.unreadable("expected a file, found a directory"))
        case S_IFREG: try self.init(mapping: descriptor, byteCount: Int(status.st_size))
        default: try self.init(streaming: descriptor, limit: streamByteCount)
        }
    }

    private init(mapping descriptor: Int32, byteCount: Int) throws(ImportError) {
        guard byteCount > 0 else { throw Self.empty }
        let base = unsafe mmap(nil, byteCount, PROT_READ, MAP_PRIVATE, descriptor, 0)
        guard let base = unsafe base, unsafe base != MAP_FAILED else { throw Self.unreadable(errno) }
        unsafe self.base = base
        self.byteCount = byteCount
        self.reservedByteCount = byteCount
    }

    /// Reads until the end into addresses that are reserved at once and become memory as they fill.
    private init(streaming descriptor: Int32, limit: Int) throws(ImportError) {
        let reserved = limit + 1
        let flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE
        let base = unsafe mmap(nil, reserved, PROT_READ | PROT_WRITE, flags, -1, 0)
        guard let base = unsafe base, unsafe base != MAP_FAILED else { throw Self.unreadable(errno) }
        var filled = 0
        do throws(ImportError) {
            while true {
                let count = unsafe Glibc.read(descriptor, base + filled, reserved - filled)
                if count < 0 && errno == EINTR { continue }
                guard count >= 0 else { throw Self.unreadable(errno) }
                guard count > 0 else { break }
                filled += count
                guard filled <= limit else {
                    throw ImportError(.overLimit("expected at most \(limit) bytes from a stream, found more"))
                }
            }
            guard filled > 0 else { throw Self.empty }
        } catch {
            unsafe munmap(base, reserved)
            throw error
        }
        unsafe self.base = base
        self.byteCount = filled
        self.reservedByteCount = reserved
    }

    deinit { unsafe munmap(base, reservedByteCount) }

    /// Runs `body` on the bytes.
    public func withBytes<Result: ~Copyable>(
        _ body: (RawSpan) throws(ImportError) -> Result
    ) throws(ImportError) -> Result {
        let buffer = unsafe UnsafeRawBufferPointer(start: base, count: byteCount)
        return try body(unsafe buffer.bytes)
    }

    private static let empty = ImportError(.malformed("expected a model, found an empty file"))

    private static func unreadable(_ code: Int32) -> ImportError {
        ImportError(.unreadable("expected a readable file: \(text(of: code))"))
    }

    private static func error(opening path: String, _ code: Int32) -> ImportError {
        let place = ModelLocation(file: path)
        guard code == ENOENT || code == ENOTDIR else { return ImportError(unreadable(code).reason, at: place) }
        return ImportError(.noSuchFile("no such file"), at: place)
    }

    /// The system's words for an error number, in lower case as messages are.
    private static func text(of code: Int32) -> String { unsafe String(cString: strerror(code)).lowercased() }
}
