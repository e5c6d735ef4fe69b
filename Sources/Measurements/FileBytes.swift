import Glibc

/// Files as a whole: the tables and predictors here are small.
package enum FileBytes {
    /// The bytes of the file, or the system's word on why they cannot be read.
    package static func read(_ path: String) throws(SystemError) -> [UInt8] {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw SystemError(number: errno) }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw SystemError(number: errno) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw SystemError(number: status.st_mode & S_IFMT == S_IFDIR ? EISDIR : EINVAL)
        }
        var failure: Int32 = 0
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: Int(status.st_size)) { buffer, count in
            while count < buffer.count {
                let got = unsafe Glibc.read(
                    descriptor, UnsafeMutableBufferPointer(rebasing: buffer[count...]).baseAddress, buffer.count - count
                )
                if got < 0, errno == EINTR { continue }
                if got < 0 { failure = errno }
                guard got > 0 else { break }
                count += got
            }
        }
        guard failure == 0 else { throw SystemError(number: failure) }
        return bytes
    }

    /// Writes the file whole or not at all: a file beside it takes its name once it is complete.
    package static func write(_ bytes: [UInt8], to path: String) throws(SystemError) {
        let temporary = "\(path).\(getpid()).partial"
        let descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw SystemError(number: errno) }
        var failure: Int32 = 0
        unsafe bytes.withUnsafeBytes { buffer in
            var done = 0
            while done < buffer.count, failure == 0 {
                let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[done...])
                let put = unsafe Glibc.write(descriptor, rest.baseAddress, rest.count)
                if put >= 0 { done += put } else if errno != EINTR { failure = errno }
            }
        }
        if close(descriptor) != 0, failure == 0 { failure = errno }
        if failure == 0, unsafe rename(temporary, path) != 0 { failure = errno }
        guard failure == 0 else {
            _ = unsafe unlink(temporary)
            throw SystemError(number: failure)
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
