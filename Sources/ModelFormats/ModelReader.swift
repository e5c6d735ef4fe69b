import GraphIR

/// Reads models of every known format, told apart by content.
public struct ModelReader: Sendable {
    public var limits: ImportLimits

    public init(limits: ImportLimits = ImportLimits()) { self.limits = limits }

    /// One line per format, in alphabetical order.
    static let formats: [any ModelFormat.Type] = [
        ONNXFormat.self
    ]

    /// Reads the file at a path, or standard input for `-`. Nothing is inferred: call `graph.infer()`.
    ///
    /// - Throws: `ImportError` with the path in its place.
    public func read(path: String) throws(ImportError) -> ImportedModel {
        let file = try MappedFile(path: path, streamByteCount: limits.streamByteCount)
        return try located(ModelLocation(file: path)) { () throws(ImportError) in try read(file) }
    }

    /// Reads a file that is open already.
    public func read(_ file: borrowing MappedFile) throws(ImportError) -> ImportedModel {
        try file.withBytes { (bytes) throws(ImportError) in try read(bytes) }
    }

    /// Reads a model from its bytes.
    public func read(_ bytes: RawSpan) throws(ImportError) -> ImportedModel {
        guard let format = Self.formats.first(where: { $0.recognizes(bytes) }) else {
            throw ImportError(.malformed("expected a model"))
        }
        return try format.read(bytes, limits: limits)
    }
}
