/// Files that are no models of a known format, by what they begin with: so that a message can say what was found.
enum ForeignContent {
    private static let marks: [(offset: Int, bytes: [UInt8], description: String)] = [
        (0, [0x1F, 0x8B], "gzip data"),
        (0, [0x89, 0x48, 0x44, 0x46], "an HDF5 file"),
        (0, [0x80, 0x02], "a Python pickle"),
        (0, [0x50, 0x4B, 0x03, 0x04], "a ZIP archive, as PyTorch and Keras write"),
    ]

    /// What the bytes are, with an article; nil where they may be a model.
    static func description(of bytes: RawSpan) -> String? {
        guard !bytes.isEmpty else { return "an empty file" }
        if let mark = marks.first(where: { starts(bytes, at: $0.offset, with: $0.bytes) }) { return mark.description }
        guard isText(bytes) else { return nil }
        var start = 0
        while start < bytes.byteCount, [0x20, 0x09, 0x0A, 0x0D].contains(bytes.byte(at: start)) { start += 1 }
        let isJSON = start < bytes.byteCount && [0x5B, 0x7B].contains(bytes.byte(at: start))
        return isJSON ? "JSON" : "text"
    }

    private static func starts(_ bytes: RawSpan, at offset: Int, with mark: [UInt8]) -> Bool {
        guard bytes.byteCount >= offset + mark.count else { return false }
        return mark.indices.allSatisfy { bytes.byte(at: offset + $0) == mark[$0] }
    }

    /// Whether the first bytes hold no control characters beside blanks: protobuf's and FlatBuffers' tags are such.
    private static func isText(_ bytes: RawSpan) -> Bool {
        for offset in 0..<min(bytes.byteCount, 256) {
            switch bytes.byte(at: offset) {
            case 0x09, 0x0A, 0x0C, 0x0D, 0x20...0x7E, 0x80...: continue
            default: return false
            }
        }
        return true
    }
}
