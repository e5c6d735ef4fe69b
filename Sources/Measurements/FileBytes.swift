import CPathExchange
import Glibc

/// Files and folders as bytes, through the system's calls.
package enum FileBytes {
    /// The bytes of the file or its first ones, or the system's word on why they cannot be read.
    package static func read(_ path: String, atMost limit: Int = .max) throws(SystemError) -> [UInt8] {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw SystemError(number: errno) }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw SystemError(number: errno) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw SystemError(number: status.st_mode & S_IFMT == S_IFDIR ? EISDIR : EINVAL)
        }
        var bytes: [UInt8] = []
        let count = min(Int(status.st_size), limit)
        while bytes.count < count, try append(to: &bytes, from: descriptor, atMost: count - bytes.count) > 0 {}
        return bytes
    }

    /// Reads once, and says how many bytes came: none at the end.
    package static func append(
        to bytes: inout [UInt8], from descriptor: Int32, atMost limit: Int
    ) throws(SystemError) -> Int {
        let start = bytes.count
        bytes += repeatElement(0, count: limit)
        var got = -1
        repeat {
            got = unsafe bytes.withUnsafeMutableBytes { unsafe Glibc.read(descriptor, $0.baseAddress! + start, limit) }
        } while got < 0 && errno == EINTR
        bytes.removeLast(limit - max(got, 0))
        guard got >= 0 else { throw SystemError(number: errno) }
        return got
    }

    /// Writes all bytes.
    package static func write(_ bytes: [UInt8], to descriptor: Int32) throws(SystemError) {
        var done = 0
        while done < bytes.count {
            let put = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.write(descriptor, buffer.baseAddress! + done, buffer.count - done)
            }
            if put < 0 && errno == EINTR { continue }
            guard put > 0 else { throw SystemError(number: errno) }
            done += put
        }
    }

    /// The names in a folder, hidden ones too, in the order of their bytes.
    package static func names(inFolder path: some Sequence<UInt8>) throws(SystemError) -> [[UInt8]] {
        let characters = path.map(CChar.init(bitPattern:)) + [0]
        guard let stream = unsafe opendir(characters) else { throw SystemError(number: errno) }
        defer { unsafe closedir(stream) }
        var names: [[UInt8]] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { buffer in
                unsafe Array(buffer.prefix { $0 != 0 })
            }
            if name != Array(".".utf8), name != Array("..".utf8) { names.append(name) }
        }
        return names.sorted { $0.lexicographicallyPrecedes($1) }
    }

    /// How many left files or folders are stepped over.
    package static let attemptCount = 1000

    /// Lets two files or folders take each other's names; where the file system cannot do it in one step, in three.
    package static func exchange(_ first: String, _ second: String) throws(SystemError) {
        if unsafe kernelcast_exchange(first, second) == 0 { return }
        guard errno == EINVAL || errno == ENOSYS else { throw SystemError(number: errno) }
        let aside = "\(first).aside"
        guard unsafe rename(second, aside) == 0 else { throw SystemError(number: errno) }
        guard unsafe rename(first, second) == 0, unsafe rename(aside, first) == 0 else {
            let failure = SystemError(number: errno)
            _ = unsafe rename(aside, second)
            throw failure
        }
    }

    /// Writes the file whole or not at all: a file beside it takes its name once it is complete.
    package static func write(_ bytes: [UInt8], to path: String) throws(SystemError) {
        var (temporary, descriptor) = ("", Int32(-1))
        // A killed process of the same number may have left a file.
        for attempt in 0..<Self.attemptCount where descriptor < 0 {
            temporary = "\(path).\(getpid()).\(attempt).partial"
            descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
            guard descriptor >= 0 || errno == EEXIST else { throw SystemError(number: errno) }
        }
        guard descriptor >= 0 else { throw SystemError(number: EEXIST) }
        do throws(SystemError) {
            do throws(SystemError) { try write(bytes, to: descriptor) } catch {
                close(descriptor)
                throw error
            }
            guard close(descriptor) == 0, unsafe rename(temporary, path) == 0 else { throw SystemError(number: errno) }
        } catch {
            _ = unsafe unlink(temporary)
            throw error
        }
    }
}

/// What the operating system answered.
package struct SystemError: Error, Hashable {
    package var number: Int32

    package init(number: Int32) {
        self.number = number
    }

    /// The system's own words, in lower case as all messages of ours.
    package var message: String {
        let words = unsafe String(cString: strerror(number))
        return words.prefix(1).lowercased() + words.dropFirst()
    }
}
