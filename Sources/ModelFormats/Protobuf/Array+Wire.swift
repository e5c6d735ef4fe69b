/// Fields of a message, one behind another.
extension [UInt8] {
    /// Adds a field that has a length.
    mutating func append(field: Int, _ body: [UInt8]) {
        append(tag: field, .lengthDelimited)
        append(varint: UInt64(body.count))
        append(contentsOf: body)
    }

    /// Adds a field of text.
    mutating func append(field: Int, _ text: String) { append(field: field, Array(text.utf8)) }

    /// Adds a field of a number in base 128; a negative one takes ten bytes.
    mutating func append(field: Int, _ number: Int) {
        append(tag: field, .varint)
        append(varint: UInt64(bitPattern: Int64(number)))
    }

    /// Adds a field of four bytes.
    mutating func append(field: Int, _ number: Float) {
        append(tag: field, .fixed32)
        append(littleEndian: UInt64(number.bitPattern), byteCount: 4)
    }

    /// Adds the lowest bytes of a number, the lowest first.
    mutating func append(littleEndian number: UInt64, byteCount: Int) {
        var rest = number
        for _ in 0..<byteCount {
            append(UInt8(truncatingIfNeeded: rest))
            rest >>= 8
        }
    }

    private mutating func append(tag field: Int, _ wireType: WireType) {
        append(varint: UInt64(field << 3) | UInt64(wireType.rawValue))
    }

    /// Adds a number in base 128.
    mutating func append(varint value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        append(UInt8(rest))
    }
}
