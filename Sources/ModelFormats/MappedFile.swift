import Glibc
import GraphIR

/// Owns the bytes of a model file: mapped where the file allows it, so that only what is looked at is read.
@safe public struct MappedFile: ~Copyable {
    /// What messages call it.
    public let name: String
    private let region: Region

    /// Opens the file at a path, or standard input for `-`.
    ///
    /// - Parameter streamByteCount: the most that is read of what cannot be mapped: a pipe, a device.
    /// - Throws: `ImportError` with the path as its place: `noSuchFile`, `unreadable` for a directory and for a file
    ///   that may not be read, `overLimit` for an endless one.
    public init(path: String, streamByteCount: Int = ImportLimits().streamByteCount) throws(ImportError) {
        let name = path == "-" ? "standard input" : path
        self.name = name
        region = try located(ModelLocation(file: name)) { () throws(ImportError) in
            let descriptor = unsafe path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { throw ImportError(systemError: errno) }
            defer { if path != "-" { close(descriptor) } }
            return try Region(descriptor: descriptor, streamByteCount: streamByteCount)
        }
    }

    /// Whether the bytes are the file's own pages, and no copy of a stream.
    var isMapped: Bool { region.isMapped }

    deinit { unsafe munmap(region.base, region.reservedByteCount) }

    /// Runs `body` on the bytes.
    public func withBytes<Result: ~Copyable>(
        _ body: (RawSpan) throws(ImportError) -> Result
    ) throws(ImportError) -> Result {
        let buffer = unsafe UnsafeRawBufferPointer(start: region.base, count: region.byteCount)
        return try body(unsafe buffer.bytes)
    }
}

/// Addresses that hold a file's bytes.
@safe private struct Region {
    var base: UnsafeMutableRawPointer
    var byteCount: Int
    /// What `munmap` gives back; a stream reserves more than it fills.
    var reservedByteCount: Int
    var isMapped: Bool

    init(descriptor: Int32, streamByteCount: Int) throws(ImportError) {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw ImportError(systemError: errno) }
        let kind = status.st_mode & S_IFMT
        guard kind != S_IFDIR else { throw ImportError(.unreadable("expected a file, found a directory")) }
        // The kernel's own files say that they are empty, and are not.
        if kind == S_IFREG, status.st_size > 0 {
            try self.init(mapping: descriptor, byteCount: Int(status.st_size))
        } else {
            try self.init(streaming: descriptor, limit: streamByteCount)
        }
    }

    private init(mapping descriptor: Int32, byteCount: Int) throws(ImportError) {
        unsafe base = try Self.map(byteCount, PROT_READ, MAP_PRIVATE, descriptor)
        self.byteCount = byteCount
        reservedByteCount = byteCount
        isMapped = true
    }

    /// Reads until the end, into addresses that are reserved at once and become memory as they fill.
    private init(streaming descriptor: Int32, limit: Int) throws(ImportError) {
        let reserved = limit + 1
        let base = unsafe try Self.map(
            reserved, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1)
        do throws(ImportError) {
            byteCount = unsafe try Self.read(descriptor, into: base, limit: limit)
        } catch {
            unsafe munmap(base, reserved)
            throw error
        }
        unsafe self.base = unsafe base
        reservedByteCount = reserved
        isMapped = false
    }

    private static func map(
        _ byteCount: Int, _ protection: Int32, _ flags: Int32, _ descriptor: Int32
    ) throws(ImportError) -> UnsafeMutableRawPointer {
        let base = unsafe mmap(nil, byteCount, protection, flags, descriptor, 0)
        guard let base = unsafe base, unsafe base != MAP_FAILED else { throw ImportError(systemError: errno) }
        return unsafe base
    }

    private static func read(
        _ descriptor: Int32, into base: UnsafeMutableRawPointer, limit: Int
    ) throws(ImportError) -> Int {
        var filled = 0
        while true {
            let count = unsafe Glibc.read(descriptor, base + filled, limit + 1 - filled)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw ImportError(systemError: errno) }
            guard count > 0 else { return filled }
            filled += count
            guard filled <= limit else {
                throw ImportError(.overLimit("expected at most \(limit) bytes from a stream, found more"))
            }
        }
    }
}

extension ImportError {
    /// What the system answered when the file was opened or read.
    fileprivate init(systemError code: Int32) {
        if code == ENOENT || code == ENOTDIR {
            self.init(.noSuchFile("no such file"))
        } else {
            let words = unsafe String(cString: strerror(code)).lowercased()
            self.init(.unreadable("expected a readable file, found: \(words)"))
        }
    }
}
