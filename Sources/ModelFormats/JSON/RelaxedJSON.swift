import GraphIR
import Glibc
import JSONText

/// Turns what people hold for JSON into strict JSON that fits in memory, in one pass over the bytes.
///
/// Keys and words need no quotes, commas may trail, keys may be camelCase. The bytes under the key `data`, which make up
/// nearly all of a dumped model, become a text of hexadecimal digits where they are few, and else their number. Twin of
/// the walk over protobuf's wire: depth, UTF-8 and keys that stand twice are checked here, so that messages name the
/// byte of the file.
@safe struct RelaxedJSON {
    /// The most bytes under `data` that are kept.
    static let keptByteCount = 4096
    static let depthLimit = 100

    private let bytes: UnsafeRawBufferPointer
    private let limits: ImportLimits
    private var position = 0
    private var output: [UInt8] = []
    /// Up to where pages have been given back.
    private var releasedCount = 0
    /// How many bytes are given back at once; pages are a power of two, and no larger.
    private static let releasedByteCount = 8 << 20

    private init(_ bytes: UnsafeRawBufferPointer, limits: ImportLimits) {
        unsafe self.bytes = bytes
        self.limits = limits
    }

    /// The value of the whole text.
    static func value(of bytes: RawSpan, limits: ImportLimits) throws(ImportError) -> JSONValue {
        let text = try unsafe bytes.withUnsafeBytes { (buffer) throws(ImportError) in
            var scanner = unsafe RelaxedJSON(buffer, limits: limits)
            try scanner.value(depth: 0)
            scanner.skipSpace()
            guard scanner.position == bytes.byteCount else { throw scanner.unexpected("the end") }
            return scanner.output
        }
        guard String(validating: text, as: UTF8.self) != nil else {
            throw ImportError(.malformed("expected UTF-8, found other bytes"))
        }
        do {
            return try JSONValue(parsing: text)
        } catch {
            // Places in the strict text are none of the file's.
            throw ImportError(.malformed(error.message))
        }
    }

    /// The first key of an object, without quotes; nil where the text begins otherwise.
    static func firstKey(of bytes: RawSpan) -> String? {
        unsafe bytes.withUnsafeBytes { buffer in
            var scanner = unsafe RelaxedJSON(buffer, limits: ImportLimits())
            scanner.skipSpace()
            guard scanner.take("{") else { return nil }
            scanner.skipSpace()
            return (try? scanner.key()).map { String(decoding: $0, as: UTF8.self) }
        }
    }

    private mutating func value(depth: Int) throws(ImportError) {
        guard depth < Self.depthLimit else {
            throw ImportError(
                .overLimit("expected at most \(Self.depthLimit) levels, found more"),
                at: ModelLocation(byteOffset: position))
        }
        guard output.count <= limits.structureByteCount else {
            throw .overStructureLimit(limits.structureByteCount)
        }
        skipSpace()
        switch peek {
        case UInt8(ascii: "{"): try object(depth: depth)
        case UInt8(ascii: "["): try array(depth: depth)
        case UInt8(ascii: "\""): try string()
        case .some(UInt8(ascii: "-")), .some(UInt8(ascii: "+")), .some(UInt8(ascii: ".")),
            .some(UInt8(ascii: "0")...UInt8(ascii: "9")):
            try number()
        default: try word()
        }
    }

    private mutating func object(depth: Int) throws(ImportError) {
        position += 1
        output.append(UInt8(ascii: "{"))
        var keys: Set<[UInt8]> = []
        skipSpace()
        while !take("}") {
            if !keys.isEmpty { output.append(UInt8(ascii: ",")) }
            let start = position
            let key = try key()
            guard keys.insert(key).inserted else {
                throw ImportError(
                    .malformed("expected each key once, found \"\(String(decoding: key, as: UTF8.self))\" again"),
                    at: ModelLocation(byteOffset: start))
            }
            skipSpace()
            guard take(":") else { throw unexpected("\":\"") }
            output += [UInt8(ascii: "\"")] + key + [UInt8(ascii: "\""), UInt8(ascii: ":")]
            skipSpace()
            if key == Array("data".utf8), peek == UInt8(ascii: "[") { try data() } else { try value(depth: depth + 1) }
            skipSpace()
            guard take(",") || peek == UInt8(ascii: "}") else { throw unexpected("\",\" or \"}\"") }
            skipSpace()
        }
        output.append(UInt8(ascii: "}"))
    }

    private mutating func array(depth: Int) throws(ImportError) {
        position += 1
        output.append(UInt8(ascii: "["))
        skipSpace()
        var isFirst = true
        while !take("]") {
            if !isFirst { output.append(UInt8(ascii: ",")) }
            isFirst = false
            try value(depth: depth + 1)
            skipSpace()
            guard take(",") || peek == UInt8(ascii: "]") else { throw unexpected("\",\" or \"]\"") }
            skipSpace()
        }
        output.append(UInt8(ascii: "]"))
    }

    /// A key in snake_case, quoted or bare.
    private mutating func key() throws(ImportError) -> [UInt8] {
        var key: [UInt8] = []
        let isQuoted = take("\"")
        let start = position
        while let byte = peek, isQuoted ? byte != UInt8(ascii: "\"") : Self.isWord(byte) {
            guard byte >= 0x20 else { throw unexpected("no control character in a key") }
            guard byte != UInt8(ascii: "\\") else { throw unexpected("a key without escapes") }
            key.append(byte)
            position += 1
        }
        guard !isQuoted || take("\"") else {
            throw ImportError(.malformed("expected the end of a key"), at: ModelLocation(byteOffset: start))
        }
        guard isQuoted || !key.isEmpty else { throw unexpected("a key") }
        return key
    }

    private mutating func string() throws(ImportError) {
        let start = position
        position += 1
        output.append(UInt8(ascii: "\""))
        while let byte = peek, byte != UInt8(ascii: "\"") {
            guard byte >= 0x20 else { throw unexpected("no control character in a string") }
            for _ in 0..<(byte == UInt8(ascii: "\\") ? 2 : 1) {
                guard let next = peek else { break }
                output.append(next)
                position += 1
            }
        }
        guard take("\"") else {
            throw ImportError(.malformed("expected the end of a string"), at: ModelLocation(byteOffset: start))
        }
        output.append(UInt8(ascii: "\""))
    }

    /// The digits of a number, which are checked when they are read.
    private mutating func digits() -> ArraySlice<UInt8> {
        let start = output.count
        while let byte = peek, "+-.eE0123456789".utf8.contains(byte) {
            output.append(byte)
            position += 1
        }
        return output[start...]
    }

    private mutating func number() throws(ImportError) {
        let start = position
        let text = String(decoding: digits(), as: UTF8.self)
        let isInteger = text.utf8.allSatisfy { !".eE".utf8.contains($0) }
        guard isInteger ? Int(text) != nil : Double(text)?.isFinite == true else {
            throw ImportError(
                .malformed("expected a number of 64 bits, found \(text)"), at: ModelLocation(byteOffset: start))
        }
    }

    /// A word that stands bare: a literal as it is, the name of an enumeration's case in quotes.
    private mutating func word() throws(ImportError) {
        var word: [UInt8] = []
        while let byte = peek, Self.isWord(byte) {
            word.append(byte)
            position += 1
        }
        guard !word.isEmpty else { throw unexpected("a value") }
        let text = String(decoding: word, as: UTF8.self)
        switch text {
        case "true", "false", "null": output += word
        case "True", "False": output += text.lowercased().utf8
        case "None": output += "null".utf8
        default: output += [UInt8(ascii: "\"")] + word + [UInt8(ascii: "\"")]
        }
    }

    /// The bytes of a buffer, each a number from −128 to 255.
    private mutating func data() throws(ImportError) {
        let start = output.count
        position += 1
        output.append(UInt8(ascii: "\""))
        var count = 0
        skipSpace()
        while true {
            count += plainData(before: count)
            skipSpace()
            if take("]") { break }
            let byte = try dataByte()
            if count < Self.keptByteCount { output += [Self.hexadecimal(byte >> 4), Self.hexadecimal(byte & 15)] }
            count += 1
            skipSpace()
            guard take(",") || peek == UInt8(ascii: "]") else { throw unexpected("\",\" or \"]\"") }
            skipSpace()
        }
        guard count > Self.keptByteCount else { return output.append(UInt8(ascii: "\"")) }
        output.removeLast(output.count - start)
        output += String(count).utf8
    }

    /// Takes bytes as long as each is digits and a comma, without or behind spaces, and says how many: nearly all of a
    /// dumped model.
    private mutating func plainData(before kept: Int) -> Int {
        var count = 0
        var value = 0
        var digitCount = 0
        var index = position
        let end = unsafe bytes.count
        while index < end {
            let byte = unsafe bytes[index]
            index += 1
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9") where digitCount < 3:
                value = 10 * value + Int(byte &- UInt8(ascii: "0"))
                digitCount += 1
                continue
            case UInt8(ascii: ",") where digitCount > 0 && value < 256:
                if kept + count < Self.keptByteCount {
                    output += [Self.hexadecimal(UInt8(value) >> 4), Self.hexadecimal(UInt8(value) & 15)]
                }
                count += 1
                value = 0
                digitCount = 0
            case 0x20 where digitCount == 0, 0x0A where digitCount == 0: break
            default: return count
            }
            position = index
            if index - releasedCount > Self.releasedByteCount { releasePages() }
        }
        return count
    }

    /// Gives back the pages of a mapped file up to where everything has been read.
    private mutating func releasePages() {
        let start = releasedCount
        releasedCount = position & ~(Self.releasedByteCount - 1)
        guard limits.mayReleasePages, releasedCount > start, let base = unsafe bytes.baseAddress else { return }
        unsafe madvise(UnsafeMutableRawPointer(mutating: base + start), releasedCount - start, MADV_DONTNEED)
    }

    private mutating func dataByte() throws(ImportError) -> UInt8 {
        let start = position
        let isNegative = take("-")
        var value = 0
        while let byte = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte), value < 1000 {
            value = 10 * value + Int(byte - UInt8(ascii: "0"))
            position += 1
        }
        guard position > start + (isNegative ? 1 : 0), value <= (isNegative ? 128 : 255) else {
            position = start
            throw unexpected("a byte")
        }
        return UInt8(truncatingIfNeeded: isNegative ? -value : value)
    }

    private static func hexadecimal(_ digit: UInt8) -> UInt8 {
        digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    private var peek: UInt8? { unsafe position < bytes.count ? bytes[position] : nil }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard peek == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func skipSpace() {
        while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private func unexpected(_ expected: String) -> ImportError {
        let found = peek.map { (0x21...0x7E).contains($0) ? "\"\(Unicode.Scalar($0))\"" : "byte \($0)" } ?? "the end"
        return ImportError(.malformed("expected \(expected), found \(found)"), at: ModelLocation(byteOffset: position))
    }
}
