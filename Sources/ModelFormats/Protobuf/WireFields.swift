/// A field of a message: its number, and what it holds.
struct WireField {
    var number: Int
    var wireType: WireType
    /// The bits of a number; 0 for what has a length.
    var bits: UInt64
    /// Where a value that has a length lies; empty for a number.
    var body: Range<Int>

    /// A 64-bit integer.
    var integer: Int { Int(truncatingIfNeeded: bits) }

    /// A 32-bit integer, of which the wire may hold more bits.
    var shortInteger: Int { Int(Int32(truncatingIfNeeded: bits)) }
}

/// The fields of a message, one after the other.
///
/// Only for bytes that `ProtobufGuard` has written: what it promises of tags, lengths and groups is not checked again.
struct WireFields {
    /// Where the next field begins.
    private(set) var position: Int
    private let end: Int

    init(_ message: Range<Int>) {
        position = message.lowerBound
        end = message.upperBound
    }

    /// The next field; nil behind the last.
    @inline(__always)
    mutating func next(in input: RawSpan) -> WireField? {
        guard position < end else { return nil }
        let tag = Int(truncatingIfNeeded: input.checkedVarint(at: &position))
        guard let wireType = WireType(rawValue: UInt8(truncatingIfNeeded: tag & 7)) else {
            preconditionFailure("the guard passes no unknown wire types")
        }
        var field = WireField(number: tag >> 3, wireType: wireType, bits: 0, body: position..<position)
        switch wireType {
        case .varint: field.bits = input.checkedVarint(at: &position)
        case .fixed32:
            field.bits = UInt64(input.number(at: position, as: UInt32.self))
            position += 4
        case .fixed64:
            field.bits = input.number(at: position, as: UInt64.self)
            position += 8
        case .lengthDelimited:
            let length = Int(truncatingIfNeeded: input.checkedVarint(at: &position))
            field.body = position..<position + length
            position += length
        case .startGroup, .endGroup: preconditionFailure("the guard passes no groups")
        }
        return field
    }

    /// Where the value of the next field of a number lies; the others are stepped over.
    mutating func next(_ number: some RawRepresentable<Int>, in input: RawSpan) -> Range<Int>? {
        while let field = next(in: input) {
            if field.number == number.rawValue { return field.body }
        }
        return nil
    }
}

extension RawSpan {
    /// A base-128 number that the guard has passed.
    @inline(__always)
    fileprivate func checkedVarint(at position: inout Int) -> UInt64 {
        let byte = byte(at: position)
        position += 1
        return byte < 0x80 ? UInt64(byte) : longCheckedVarint(UInt64(byte & 0x7F), at: &position)
    }

    private func longCheckedVarint(_ first: UInt64, at position: inout Int) -> UInt64 {
        var value = first
        var shift: UInt64 = 7
        while true {
            let byte = byte(at: position)
            position += 1
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
            shift += 7
        }
    }

    /// The little-endian number at an offset, aligned or not.
    func number<Number: FixedWidthInteger & BitwiseCopyable>(at offset: Int, as type: Number.Type) -> Number {
        Number(littleEndian: unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: type))
    }

    /// What `convert` makes of the bits of each number of a repeated field.
    func numbers<Number>(
        _ number: Int, _ wireType: WireType, of message: Range<Int>, _ convert: (UInt64) -> Number
    ) -> [Number] {
        var numbers: [Number] = []
        var fields = WireFields(message)
        while let field = fields.next(in: self) {
            if field.number == number { append(field, wireType, to: &numbers, convert) }
        }
        return numbers
    }

    /// Adds the numbers of one field, packed or not.
    func append<Numbers: RangeReplaceableCollection>(
        _ field: WireField, _ wireType: WireType, to numbers: inout Numbers, _ convert: (UInt64) -> Numbers.Element
    ) {
        guard field.wireType == .lengthDelimited else {
            numbers.append(convert(field.bits))
            return
        }
        var position = field.body.lowerBound
        while position < field.body.upperBound {
            switch wireType {
            case .fixed32:
                numbers.append(convert(UInt64(number(at: position, as: UInt32.self))))
                position += 4
            case .fixed64:
                numbers.append(convert(number(at: position, as: UInt64.self)))
                position += 8
            default: numbers.append(convert(checkedVarint(at: &position)))
            }
        }
    }
}
