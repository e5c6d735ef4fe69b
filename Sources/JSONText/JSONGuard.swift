/// Walks a text before json-c does, and refuses what json-c would take in silence: single quotes, NaN, duplicate keys,
/// numbers out of range, invalid UTF-8, control characters, great depth.
///
/// RFC 8259: https://www.rfc-editor.org/rfc/rfc8259.
struct JSONGuard {
    /// How deep arrays and objects may nest.
    static let depthLimit = 100

    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Checks the whole text.
    mutating func check() throws(JSONError) {
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw JSONError("expected UTF-8, found other bytes")
        }
        try value(depth: 0)
        skipSpace()
        guard position == bytes.count else { throw unexpected("the end") }
    }

    private mutating func value(depth: Int) throws(JSONError) {
        guard depth < Self.depthLimit else {
            throw JSONError("expected at most \(Self.depthLimit) levels, found more", at: "byte \(position)")
        }
        skipSpace()
        switch peek {
        case UInt8(ascii: "{"): try object(depth: depth)
        case UInt8(ascii: "["): try array(depth: depth)
        case UInt8(ascii: "\""): _ = try string()
        case UInt8(ascii: "t"): try word("true")
        case UInt8(ascii: "f"): try word("false")
        case UInt8(ascii: "n"): try word("null")
        case .some(UInt8(ascii: "-")), .some(UInt8(ascii: "0")...UInt8(ascii: "9")): try number()
        default: throw unexpected("a value")
        }
    }

    private mutating func object(depth: Int) throws(JSONError) {
        position += 1
        var keys: Set<ArraySlice<UInt8>> = []
        skipSpace()
        guard !take("}") else { return }
        repeat {
            skipSpace()
            let start = position
            let key = try string()
            guard keys.insert(key).inserted else {
                throw JSONError(
                    "expected each key once, found \"\(String(decoding: key, as: UTF8.self))\" again",
                    at: "byte \(start)")
            }
            skipSpace()
            guard take(":") else { throw unexpected("\":\"") }
            try value(depth: depth + 1)
            skipSpace()
        } while take(",")
        guard take("}") else { throw unexpected("\",\" or \"}\"") }
    }

    private mutating func array(depth: Int) throws(JSONError) {
        position += 1
        skipSpace()
        guard !take("]") else { return }
        repeat {
            try value(depth: depth + 1)
            skipSpace()
        } while take(",")
        guard take("]") else { throw unexpected("\",\" or \"]\"") }
    }

    /// The bytes between the quotes.
    private mutating func string() throws(JSONError) -> ArraySlice<UInt8> {
        guard take("\"") else { throw unexpected("a string") }
        let start = position
        while let byte = peek, byte != UInt8(ascii: "\"") {
            guard byte >= 0x20 else { throw unexpected("no control character in a string") }
            position += byte == UInt8(ascii: "\\") ? 2 : 1
        }
        guard position < bytes.count else { throw JSONError("expected the end of a string", at: "byte \(start - 1)") }
        position += 1
        return bytes[start..<position - 1]
    }

    private mutating func number() throws(JSONError) {
        let start = position
        var isInteger = true
        scan: while let byte = peek {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"): position += 1
            case UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"):
                isInteger = false
                position += 1
            default: break scan
            }
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        let digits = text.utf8.drop { $0 == UInt8(ascii: "-") }.prefix { (0x30...0x39).contains($0) }
        let hasLeadingZero = digits.count > 1 && digits.first == UInt8(ascii: "0")
        guard !hasLeadingZero, isInteger ? Int(text) != nil : Double(text)?.isFinite == true else {
            throw JSONError("expected a number of 64 bits, found \(text)", at: "byte \(start)")
        }
    }

    private mutating func word(_ word: String) throws(JSONError) {
        guard bytes[position...].starts(with: word.utf8) else { throw unexpected("a value") }
        position += word.utf8.count
    }

    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard peek == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func skipSpace() {
        while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private func unexpected(_ expected: String) -> JSONError {
        let found = peek.map { (0x21...0x7E).contains($0) ? "\"\(Unicode.Scalar($0))\"" : "byte \($0)" } ?? "the end"
        return JSONError("expected \(expected), found \(found)", at: "byte \(position)")
    }
}
