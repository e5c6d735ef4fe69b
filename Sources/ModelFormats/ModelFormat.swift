/// A kind of model file.
protocol ModelFormat: Sendable {
    /// The word for it in reports.
    static var name: String { get }

    /// What messages call it.
    static var description: String { get }

    /// Whether the bytes look like such a file, by their first few.
    static func recognizes(_ bytes: RawSpan) -> Bool

    /// Reads the file's main graph.
    ///
    /// - Parameter memory: what is known from other files.
    static func read(
        _ bytes: RawSpan, limits: ImportLimits, memory: ReadingMemory
    ) throws(ImportError) -> ImportedModel

    /// The same file without the payloads of its weights; of a file that is stripped already, the same bytes.
    static func strip(_ bytes: RawSpan, limits: ImportLimits) throws(ImportError) -> [UInt8]
}
