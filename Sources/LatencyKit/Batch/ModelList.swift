import Glibc
import Measurements

/// The files of a batch, in order: those that were named, and those that were found in named folders.
public struct ModelList: Sendable {
    /// One of the files.
    struct Entry: Sendable, Hashable {
        var name: FileName
        /// A file that was named must be a model; one that was found in a folder may be something else.
        var isNamed: Bool
        /// Why it cannot be read, where that is known already.
        var fault: LatencyKitError?
    }

    /// All paths one behind another, and where each ends: a hundred thousand of them take little more than their bytes.
    private var paths: [UInt8] = []
    private var ends: [Int] = []
    private var named: [Bool] = []
    private var faults: [Int: LatencyKitError] = [:]
    /// What in folders is neither file nor folder: sockets, pipes, devices.
    private(set) var specialCount = 0

    public init() {}

    public var count: Int { ends.count }

    /// The entry at a place below `count`.
    subscript(index: Int) -> Entry {
        let start = index > 0 ? ends[index - 1] : 0
        return Entry(name: name(start..<ends[index]), isNamed: named[index], fault: faults[index])
    }

    private func name(_ range: Range<Int>) -> FileName { FileName(bytes: paths[range]) }

    /// Adds a file, or the files of a folder and of those inside, each folder's in the order of their names' bytes.
    public mutating func add(_ name: FileName) {
        var visited: [Identity: FileName] = [:]
        guard let status = Status(name), status.isFolder else { return append(name, isNamed: true) }
        walk(name, status, &visited)
    }

    /// Adds what a list names, each entry ended by the separator; empty entries are left out.
    public mutating func add(listed bytes: [UInt8], separator: UInt8) {
        for entry in bytes.split(separator: separator) { add(FileName(bytes: entry)) }
    }

    private mutating func append(_ name: FileName, isNamed: Bool, fault: LatencyKitError? = nil) {
        if let fault { faults[count] = fault }
        paths += name.bytes
        ends.append(paths.count)
        named.append(isNamed)
    }

    private mutating func walk(_ folder: FileName, _ status: Status, _ visited: inout [Identity: FileName]) {
        if let before = visited[status.identity] {
            // A symbolic link to a folder above it would have no end, one to a folder beside it would count files twice.
            let fault = LatencyKitError(
                .badInput, path: folder.text, "expected another folder, found a link to \"\(before.text)\" again")
            return append(folder, isNamed: true, fault: fault)
        }
        visited[status.identity] = folder
        let names: [[UInt8]]
        do { names = try FileBytes.names(inFolder: folder.bytes) } catch {
            return append(
                folder, isNamed: true, fault: LatencyKitError(.badInput, path: folder.text, error.message))
        }
        for component in names {
            let name = folder.appending(component)
            guard let status = Status(name) else {
                append(name, isNamed: true)
                continue
            }
            if status.isFolder {
                walk(name, status, &visited)
            } else if status.isFile {
                append(name, isNamed: false)
            } else {
                specialCount += 1
            }
        }
    }

    /// What tells folders apart, whatever their paths.
    private struct Identity: Hashable {
        var device: UInt
        var number: UInt
    }

    /// What the system says of a path, symbolic links followed.
    private struct Status {
        let identity: Identity
        let isFile: Bool
        let isFolder: Bool

        init?(_ name: FileName) {
            var status = stat()
            guard unsafe name.withCString({ unsafe stat($0, &status) }) == 0 else { return nil }
            identity = Identity(device: UInt(status.st_dev), number: UInt(status.st_ino))
            isFile = status.st_mode & S_IFMT == S_IFREG
            isFolder = status.st_mode & S_IFMT == S_IFDIR
        }
    }
}

/// A list of files on standard input.
public enum StandardInput {
    /// All bytes until the end.
    public static func bytes() throws(LatencyKitError) -> [UInt8] {
        var bytes: [UInt8] = []
        do {
            while try FileBytes.append(to: &bytes, from: STDIN_FILENO, atMost: 1 << 16) > 0 {}
        } catch {
            throw LatencyKitError(.badInput, path: "standard input", error.message)
        }
        return bytes
    }
}
