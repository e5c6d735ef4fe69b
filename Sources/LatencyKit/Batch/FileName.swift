/// A path as the file system has it: bytes, which need not be UTF-8 and may hold line feeds.
public struct FileName: Sendable, Hashable {
    public let bytes: [UInt8]

    public init(bytes: some Sequence<UInt8>) { self.bytes = Array(bytes) }

    public init(_ text: String) { self.init(bytes: text.utf8) }

    /// The path for people: what is not UTF-8 shows as �.
    public var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Whether the path is `text` in other words.
    public var isUTF8: Bool { String(validating: bytes, as: UTF8.self) != nil }

    /// The path in ASCII, as RFC 3986 escapes it, from which its bytes can be had again.
    public var escaped: String {
        var text = ""
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"), UInt8(ascii: "/"):
                text.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                text += digits.count == 1 ? "%0\(digits)" : "%\(digits)"
            }
        }
        return text
    }

    /// What stands in a folder under a name.
    func appending(_ component: some Sequence<UInt8>) -> FileName {
        FileName(bytes: bytes + (bytes.last == UInt8(ascii: "/") ? [] : [UInt8(ascii: "/")]) + component)
    }

    /// Calls `body` with the path as the system takes it.
    func withCString<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
        let characters = bytes.map(CChar.init(bitPattern:)) + [0]
        return unsafe characters.withUnsafeBufferPointer { unsafe body($0.baseAddress!) }
    }
}
