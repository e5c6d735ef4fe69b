/// A name as a file writes it.
///
/// A file has more names than anyone reads: the text is made when it is asked for.
public struct Name: Sendable {
    private let bytes: [UInt8]
    private let range: Range<Int>

    public init(_ text: String) {
        bytes = Array(text.utf8)
        range = bytes.indices
    }

    /// - Parameters:
    ///   - range: where the name lies.
    ///   - bytes: UTF-8, which the name keeps as long as it lives.
    public init(_ range: Range<Int>, of bytes: [UInt8]) {
        self.bytes = bytes
        self.range = range
    }

    public var isEmpty: Bool { range.isEmpty }

    public var text: String { String(decoding: bytes[range], as: UTF8.self) }
}
