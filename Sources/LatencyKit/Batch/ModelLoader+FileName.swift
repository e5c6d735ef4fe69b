import Glibc
import Measurements
import ModelFormats

extension ModelLoader {
    /// Reads the model under a name that need not be UTF-8.
    func load(_ name: FileName) throws(LatencyKitError) -> LoadedModel {
        guard !name.isUTF8 else { return try load(name.text) }
        do {
            return try Self.withPath(of: name) { path throws(LatencyKitError) in
                var model = try load(path)
                model.path = name.text
                return model
            }
        } catch {
            var error = error
            error.path = name.text
            throw error
        }
    }

    /// Reads the model of a list's entry, or each of those that stand in the file's lines.
    ///
    /// - Returns: false where the file was found in a folder and is no model.
    func forEachModel(
        _ entry: ModelList.Entry, _ body: (String, Result<LoadedModel, LatencyKitError>) -> Void
    ) throws(LatencyKitError) -> Bool {
        let text = entry.name.text
        let found: Void? = try reading(entry) { () throws(LatencyKitError) in
            try Self.withPath(of: entry.name) { path throws(LatencyKitError) in
                try forEachModel(path, named: text, body)
            }
        }
        return found != nil
    }

    /// What `read` gives; nil where the entry was found in a folder and is no model.
    func reading<Value>(
        _ entry: ModelList.Entry, _ read: () throws(LatencyKitError) -> Value
    ) throws(LatencyKitError) -> Value? {
        if let fault = entry.fault { throw fault }
        do { return try read() } catch {
            guard !entry.isNamed else { throw error }
            if error.kind == .badInput, !recognizes(entry.name) { return nil }
            guard error.kind == .noSuchFile else { throw error }
            throw LatencyKitError(
                .noSuchFile, path: error.path, "expected the file that its folder listed, found it gone")
        }
    }

    /// Whether the bytes under the name are such as some format begins with.
    private func recognizes(_ name: FileName) -> Bool {
        let result = try? Self.withPath(of: name) { path throws(LatencyKitError) in ModelReader().recognizes(path: path)
        }
        return result ?? true
    }

    /// Calls `body` with a path in UTF-8 under which the file can be opened.
    private static func withPath<Result>(
        of name: FileName, _ body: (String) throws(LatencyKitError) -> Result
    ) throws(LatencyKitError) -> Result {
        guard !name.isUTF8 else { return try body(name.text) }
        let descriptor = unsafe name.withCString { unsafe open($0, O_RDONLY | O_CLOEXEC) }
        guard descriptor >= 0 else {
            let number = errno
            throw number == ENOENT || number == ENOTDIR
                ? LatencyKitError(.noSuchFile, path: name.text, "no such file")
                : LatencyKitError(
                    .badInput, path: name.text,
                    "expected a readable file, found: \(SystemError(number: number).message)")
        }
        defer { close(descriptor) }
        return try body("/proc/self/fd/\(descriptor)")
    }
}
