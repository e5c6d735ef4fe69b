import GraphIR

/// How a field's value is laid out: https://protobuf.dev/programming-guides/encoding/.
enum WireType: UInt8 {
    case varint, fixed64, lengthDelimited, startGroup, endGroup, fixed32

    var name: String {
        switch self {
        case .varint: "a varint"
        case .fixed64: "8 bytes"
        case .lengthDelimited: "a length"
        case .startGroup: "a group"
        case .endGroup: "the end of a group"
        case .fixed32: "4 bytes"
        }
    }
}

/// A field's number and the layout of what follows.
struct WireTag {
    var number: Int
    var wireType: WireType
}

extension RawSpan {
    /// The byte at an offset that lies within.
    func byte(at offset: Int) -> UInt8 { unsafe unsafeLoad(fromByteOffset: offset, as: UInt8.self) }

    /// Reads a base-128 number, and moves the position past it.
    @inline(__always)
    func varint(at position: inout Int, end: Int) throws(ImportError) -> UInt64 {
        if position < end {
            let byte = byte(at: position)
            if byte < 0x80 {
                position += 1
                return UInt64(byte)
            }
        }
        return try longVarint(at: &position, end: end)
    }

    @inline(never)
    private func longVarint(at position: inout Int, end: Int) throws(ImportError) -> UInt64 {
        let start = position
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while position < end {
            let byte = byte(at: position)
            guard shift < 63 || byte <= 1 else {
                throw malformed("expected a number of at most 64 bits, found more", at: start)
            }
            value |= UInt64(byte & 0x7F) << shift
            position += 1
            if byte < 0x80 { return value }
            shift += 7
        }
        throw malformed("expected a number, found the end after \(end - start) bytes", at: start)
    }

    /// Reads a field's tag, and moves the position past it.
    @inline(__always)
    func tag(at position: inout Int, end: Int) throws(ImportError) -> WireTag {
        let start = position
        let value = try varint(at: &position, end: end)
        guard value <= UInt32.max, value >= 8, let wireType = WireType(rawValue: UInt8(value & 7)) else {
            throw wrongTag(value, at: start)
        }
        return WireTag(number: Int(value >> 3), wireType: wireType)
    }

    // What makes errors stands apart: it would take the registers of what seldom fails.
    @inline(never)
    private func wrongTag(_ value: UInt64, at offset: Int) -> ImportError {
        guard value <= UInt32.max, value >= 8 else {
            return malformed("expected a field number from 1 to \(UInt32.max >> 3), found \(value >> 3)", at: offset)
        }
        return malformed("expected a wire type from 0 to 5, found \(value & 7)", at: offset)
    }

    /// Reads a length, moves the position past it, and returns where the bytes that it counts lie.
    @inline(__always)
    func lengthDelimited(
        at position: inout Int, end: Int, _ name: @autoclosure () -> String
    ) throws(ImportError) -> Range<Int> {
        let start = position
        let length = try varint(at: &position, end: end)
        guard length <= UInt64(end - position) else {
            throw tooLong(length, name, found: end - position, at: start)
        }
        return position..<position + Int(length)
    }

    @inline(never)
    private func tooLong(_ length: UInt64, _ name: () -> String, found: Int, at offset: Int) -> ImportError {
        malformed("expected \(length) bytes of \(name()), found \(found)", at: offset)
    }

    /// The bytes that a number takes in base 128.
    static func varintByteCount(_ value: UInt64) -> Int { (70 - (value | 1).leadingZeroBitCount) / 7 }

    /// Moves the position past a number of any layout that has no length.
    @inline(__always)
    func skipScalar(_ wireType: WireType, at position: inout Int, end: Int) throws(ImportError) {
        switch wireType {
        case .varint: _ = try varint(at: &position, end: end)
        case .fixed32: try skip(4, at: &position, end: end)
        case .fixed64: try skip(8, at: &position, end: end)
        case .lengthDelimited, .startGroup, .endGroup: preconditionFailure("only numbers lie without a length")
        }
    }

    @inline(never)
    private func skip(_ count: Int, at position: inout Int, end: Int) throws(ImportError) {
        guard end - position >= count else {
            throw malformed("expected \(count) bytes, found \(end - position)", at: position)
        }
        position += count
    }

    /// Moves the position past the value of a field that nobody asks for, a group with all that is in it.
    func skipValue(of tag: WireTag, at position: inout Int, end: Int, depth: Int) throws(ImportError) {
        var groups: [Int] = []
        var tag = tag
        let start = position
        while true {
            switch tag.wireType {
            case .varint, .fixed64, .fixed32: try skipScalar(tag.wireType, at: &position, end: end)
            case .lengthDelimited:
                position = try lengthDelimited(at: &position, end: end, "field \(tag.number)").upperBound
            case .startGroup:
                groups.append(tag.number)
                guard groups.count <= depth else {
                    throw ImportError(
                        .overLimit("expected groups nested at most \(depth) deep, found more"),
                        at: ModelLocation(byteOffset: position))
                }
            case .endGroup:
                guard groups.popLast() == tag.number else {
                    throw malformed("expected a field, found the end of a group that did not start", at: start)
                }
            }
            if groups.isEmpty { return }
            tag = try self.tag(at: &position, end: end)
        }
    }

    /// Checks that the bytes are text without a zero, which C would take for its end.
    func requireText(in range: Range<Int>, _ name: @autoclosure () -> String) throws(ImportError) {
        guard !isPlainText(in: range) else { return }
        for offset in range where byte(at: offset) == 0 {
            throw malformed("expected text in \(name()), found a zero byte", at: offset)
        }
        do {
            _ = try unsafe UTF8Span(validating: extracting(range)._unsafeView(as: UInt8.self))
        } catch {
            let offset = range.lowerBound + error.byteOffsets.lowerBound
            let found = String(byte(at: offset), radix: 16, uppercase: true)
            throw malformed("expected UTF-8 in \(name()), found the byte 0x\(found)", at: offset)
        }
    }

    /// Whether all bytes are ASCII and none is zero: eight at a time, the last eight again where they do not add up.
    func isPlainText(in range: Range<Int>) -> Bool {
        guard range.count >= 8 else { return range.allSatisfy { 1..<0x80 ~= byte(at: $0) } }
        let last = range.upperBound - 8
        var zeroOrHigh: UInt64 = 0
        for start in stride(from: range.lowerBound, to: last, by: 8) {
            let word = word(at: start)
            zeroOrHigh |= (word &- 0x0101_0101_0101_0101) & ~word | word
        }
        let word = word(at: last)
        zeroOrHigh |= (word &- 0x0101_0101_0101_0101) & ~word | word
        return zeroOrHigh & 0x8080_8080_8080_8080 == 0
    }

    /// The eight bytes from an offset, all of which lie within.
    private func word(at offset: Int) -> UInt64 {
        unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)
    }

    /// Whether both hold the same bytes: eight at a time, the last eight again where they do not add up.
    func isEqual(to other: RawSpan) -> Bool {
        guard byteCount == other.byteCount else { return false }
        guard byteCount >= 8 else { return (0..<byteCount).allSatisfy { byte(at: $0) == other.byte(at: $0) } }
        let last = byteCount - 8
        for start in stride(from: 0, to: last, by: 8) where word(at: start) != other.word(at: start) { return false }
        return word(at: last) == other.word(at: last)
    }

    /// The bytes as text.
    var text: String {
        guard isPlainText(in: 0..<byteCount) else {
            return unsafe withUnsafeBytes { bytes in unsafe String(decoding: bytes, as: UTF8.self) }
        }
        return unsafe String(copying: UTF8Span(unchecked: _unsafeView(as: UInt8.self), isKnownASCII: true))
    }

    /// Some of the bytes as text.
    func text(in range: Range<Int>) -> String { extracting(range).text }

    /// An error in the bytes at an offset.
    @inline(never)
    func malformed(_ message: String, at offset: Int) -> ImportError {
        ImportError(.malformed(message), at: ModelLocation(byteOffset: offset))
    }
}
