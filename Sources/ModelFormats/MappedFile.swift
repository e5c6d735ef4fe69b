import CGuardedMemory
import Glibc
import GraphIR

/// Owns the bytes of a model file: a small one's are read, a larger one is mapped, so that only what is looked at is read.
///
/// Another program may write to the file meanwhile. What is read is compared with the file's state afterwards; where a
/// mapped file got shorter, its pages are gone, and what looks at them finds zeros instead of a signal.
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
            return try Region(consuming: descriptor, streamByteCount: streamByteCount)
        }
    }

    /// Whether the bytes are the file's own pages, and no copy.
    var isMapped: Bool { if case .mapping = region.origin { true } else { false } }

    deinit { region.release() }

    /// Runs `body` on the bytes.
    ///
    /// - Throws: what `body` throws, and `unreadable` where the file changed meanwhile.
    public func withBytes<Result: ~Copyable>(
        _ body: (RawSpan) throws(ImportError) -> Result
    ) throws(ImportError) -> Result {
        let buffer = unsafe UnsafeRawBufferPointer(start: region.base, count: region.byteCount)
        guard case .mapping(let descriptor, let state) = region.origin else { return try body(unsafe buffer.bytes) }
        var range = unsafe KernelcastGuardedRange()
        unsafe range.base = region.base.assumingMemoryBound(to: CChar.self)
        unsafe range.byteCount = region.byteCount
        let outcome = unsafe withUnsafeMutablePointer(to: &range) { range in
            unsafe kernelcast_guard(range)
            defer { unsafe kernelcast_release(range) }
            return Swift.Result { () throws(ImportError) in try body(unsafe buffer.bytes) }
        }
        guard unsafe range.isLost == 0, FileState(of: descriptor) == state else {
            throw ImportError(.changed, at: ModelLocation(file: name))
        }
        return try outcome.get()
    }
}

/// What tells that a file was written to.
private struct FileState: Equatable {
    /// A file, a directory, a device: as the system has it.
    let kind: mode_t
    let byteCount: Int
    private let seconds: Int
    private let nanoseconds: Int

    init?(of descriptor: Int32) {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { return nil }
        kind = status.st_mode & S_IFMT
        byteCount = Int(status.st_size)
        seconds = status.st_mtim.tv_sec
        nanoseconds = status.st_mtim.tv_nsec
    }
}

/// Addresses that hold a file's bytes.
@safe private struct Region {
    /// How the bytes came there.
    enum Origin {
        /// What the file was when it was mapped; the descriptor stays open to compare.
        case mapping(Int32, FileState)
        case allocation
        /// A stream reserves more addresses than it fills.
        case stream(reservedByteCount: Int)
    }

    var base: UnsafeMutableRawPointer
    var byteCount: Int
    var origin: Origin

    /// Up to so many bytes, reading costs less than mapping.
    private static let readByteCount = 1 << 18

    /// - Parameter descriptor: is closed unless it is needed longer.
    init(consuming descriptor: Int32, streamByteCount: Int) throws(ImportError) {
        var isKept = false
        defer { if !isKept && descriptor != STDIN_FILENO { close(descriptor) } }
        guard let state = FileState(of: descriptor) else { throw ImportError(systemError: errno) }
        guard state.kind != S_IFDIR else { throw ImportError(.unreadable("expected a file, found a directory")) }
        // The kernel's own files say that they are empty, and are not.
        guard state.kind == S_IFREG, state.byteCount > 0 else {
            try self.init(streaming: descriptor, limit: streamByteCount)
            return
        }
        guard state.byteCount > Self.readByteCount else {
            try self.init(reading: descriptor, state)
            return
        }
        try self.init(mapping: descriptor, state)
        isKept = true
    }

    /// Gives the addresses back.
    func release() {
        switch origin {
        case .allocation: unsafe base.deallocate()
        case .mapping(let descriptor, let state):
            unsafe munmap(base, state.byteCount)
            if descriptor != STDIN_FILENO { close(descriptor) }
        case .stream(let reserved): unsafe munmap(base, reserved)
        }
    }

    private init(mapping descriptor: Int32, _ state: FileState) throws(ImportError) {
        unsafe base = try Self.map(state.byteCount, PROT_READ, MAP_PRIVATE, descriptor)
        byteCount = state.byteCount
        origin = .mapping(descriptor, state)
    }

    private init(reading descriptor: Int32, _ state: FileState) throws(ImportError) {
        // One byte more tells that the file grew.
        let base = UnsafeMutableRawPointer.allocate(byteCount: state.byteCount + 1, alignment: 16)
        do throws(ImportError) {
            byteCount = unsafe try Self.read(
                descriptor, into: base, limit: state.byteCount, enough: state.byteCount)
            guard byteCount == state.byteCount, FileState(of: descriptor) == state else { throw ImportError(.changed) }
        } catch {
            unsafe base.deallocate()
            if case .overLimit = error.reason { throw ImportError(.changed) }
            throw error
        }
        unsafe self.base = unsafe base
        origin = .allocation
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
        origin = .stream(reservedByteCount: reserved)
    }

    private static func map(
        _ byteCount: Int, _ protection: Int32, _ flags: Int32, _ descriptor: Int32
    ) throws(ImportError) -> UnsafeMutableRawPointer {
        let base = unsafe mmap(nil, byteCount, protection, flags, descriptor, 0)
        guard let base = unsafe base, unsafe base != MAP_FAILED else { throw ImportError(systemError: errno) }
        return unsafe base
    }

    /// - Parameter enough: with so many bytes, the end is not looked for.
    private static func read(
        _ descriptor: Int32, into base: UnsafeMutableRawPointer, limit: Int, enough: Int = .max
    ) throws(ImportError) -> Int {
        var filled = 0
        while true {
            let count = unsafe Glibc.read(descriptor, base + filled, limit + 1 - filled)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw ImportError(systemError: errno) }
            guard count > 0 else { return filled }
            filled += count
            guard filled != enough else { return filled }
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

extension ImportError.Reason {
    fileprivate static var changed: Self {
        .unreadable("expected a file that stays as it is, found one that changed while it was read")
    }
}
