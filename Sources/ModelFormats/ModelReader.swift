import GraphIR

/// Reads models of every known format, told apart by content. One reader for many files knows what they share.
public struct ModelReader: Sendable {
    public var limits: ImportLimits
    private let memory = ReadingMemory()

    public init(limits: ImportLimits = ImportLimits()) { self.limits = limits }

    /// One line per format, in alphabetical order.
    static let formats: [any ModelFormat.Type] = [
        NCNNFormat.self,
        NNMeterFormat.self,
        ONNXFormat.self,
        TFLiteFormat.self,
        TFLiteJSONFormat.self,
    ]

    /// Reads the file at a path, or standard input for `-`. Nothing is inferred: call `graph.infer()`.
    ///
    /// - Throws: `ImportError` with the path in its place.
    public func read(path: String) throws(ImportError) -> ImportedModel {
        try withBytes(ofFile: path) { (reader, bytes) throws(ImportError) in try reader.read(bytes) }
    }

    /// Reads a model from its bytes.
    public func read(_ bytes: RawSpan) throws(ImportError) -> ImportedModel {
        try format(of: bytes).read(bytes, limits: limits, memory: memory)
    }

    /// Reads the model at a path; of a file of nn-Meter's graphs each line with its number, from 1, one at a time.
    ///
    /// - Throws: `ImportError` with the path in its place, where the file as a whole cannot be read.
    public func readLines(
        path: String, _ body: (_ line: Int?, Result<ImportedModel, ImportError>) -> Void
    ) throws(ImportError) {
        try withBytes(ofFile: path) { (reader, bytes) throws(ImportError) in
            let lines = NNMeterFormat.recognizes(bytes) ? NNMeterFormat.lines(of: bytes) : []
            guard lines.count > 1 else { return body(nil, .success(try reader.read(bytes))) }
            for (index, line) in lines.enumerated() {
                let part = bytes.extracting(line)
                body(index + 1, Result { () throws(ImportError) in try reader.read(part) })
            }
        }
    }

    /// The file at a path, or standard input for `-`, without the payloads of its weights. A model that cannot be read
    /// for what its graph says can be stripped still, so that it can be shown to someone.
    ///
    /// - Throws: `ImportError` with the path in its place.
    public func strip(path: String) throws(ImportError) -> [UInt8] {
        try withBytes(ofFile: path) { (reader, bytes) throws(ImportError) in try reader.strip(bytes) }
    }

    /// A model's bytes without the payloads of its weights.
    public func strip(_ bytes: RawSpan) throws(ImportError) -> [UInt8] {
        try format(of: bytes).strip(bytes, limits: limits)
    }

    /// The ONNX file at a path, weights and all, with entries added to the metadata of its nodes.
    ///
    /// - Parameter entries: keys and values, by the name of a value that the node writes.
    /// - Throws: `ImportError` with the path in its place, for a file of another format too.
    public func annotate(
        path: String, with entries: [String: [(key: String, value: String)]]
    ) throws(ImportError) -> [UInt8] {
        try withBytes(ofFile: path) { (_, bytes) throws(ImportError) in
            let format = try format(of: bytes)
            guard format == ONNXFormat.self else {
                throw ImportError(.malformed("expected an ONNX model to annotate, found \(format.description)"))
            }
            return try ONNXAnnotation.copy(bytes, adding: entries, limits: limits)
        }
    }

    /// Whether the file at a path, if it can be read, begins as some known format does.
    public func recognizes(path: String) -> Bool {
        do {
            return try withBytes(ofFile: path) { (_, bytes) throws(ImportError) in (try? format(of: bytes)) != nil }
        } catch {
            return true
        }
    }

    /// Runs `body` on a file's bytes and a reader that knows whether their pages are the file's own.
    private func withBytes<Result>(
        ofFile path: String, _ body: (ModelReader, RawSpan) throws(ImportError) -> Result
    ) throws(ImportError) -> Result {
        let file = try MappedFile(path: path, streamByteCount: limits.streamByteCount)
        var reader = self
        reader.limits.mayReleasePages = file.isMapped
        return try located(ModelLocation(file: file.name)) { () throws(ImportError) in
            try file.withBytes { (bytes) throws(ImportError) in try body(reader, bytes) }
        }
    }

    /// The format of the bytes. ONNX has no mark of its own, so that it is asked last.
    private func format(of bytes: RawSpan) throws(ImportError) -> any ModelFormat.Type {
        if let marked = Self.formats.first(where: { $0 != ONNXFormat.self && $0.recognizes(bytes) }) { return marked }
        let found = ForeignContent.description(of: bytes)
        if found == nil, ONNXFormat.recognizes(bytes) { return ONNXFormat.self }
        let known = Self.formats.map { $0.description }.joined(separator: ", ")
        throw ImportError(
            .malformed("expected a model in a known format (\(known)), found \(found ?? "bytes of another")"))
    }
}
