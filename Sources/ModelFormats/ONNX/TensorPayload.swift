import GraphIR

/// What a TensorProto on the wire holds beside its type, measured without reading it.
struct TensorPayload {
    private typealias Field = ONNXDataType.Field

    private var elementCount = 1
    private var dataType = 0
    private var isExternal = false
    private var nameRange = 0..<0
    private var rawByteCount = 0
    private var typedField: Field?
    /// The entries of the typed field: of long lists of varints only bounds are known.
    private var typedCount = 0...0
    /// Whether the elements are here and a shape may need them.
    private var isKept = false

    /// Whether the message is dimensions, a type, a name and raw data as all write them: what a walk over its fields would
    /// neither refuse nor change.
    private(set) var isPlain = true
    /// The fields that a copy keeps, and the numbers within them.
    private(set) var fieldCount = 0
    /// Where the field with raw data lies.
    private var rawField = 0..<0

    /// The fields to leave out of a copy, as bits by number.
    var omittedFields: UInt64 { isKept ? 0 : Field.allCases.reduce(0) { $0 | 1 << $1.rawValue } }

    /// Where raw data lies that a copy leaves out; empty where there is none.
    var omittedRawField: Range<Int> { isKept ? 0..<0 : rawField }

    /// - Throws: `ImportError` where dimensions are out of range, or where the elements are not as many as the
    ///   dimensions say.
    init(_ body: Range<Int>, in input: RawSpan) throws(ImportError) {
        do throws(ImportError) {
            try scan(body, in: input)
            isKept = try isWorthKeeping()
            if !omittedRawField.isEmpty { fieldCount -= 1 }
        } catch {
            guard !nameRange.isEmpty else { throw error }
            let name = input.extracting(nameRange).text
            throw ImportError(
                error.reason,
                at: error.location.within(ModelLocation(part: "tensor \"\(name)\"", byteOffset: body.lowerBound)))
        }
    }

    private mutating func scan(_ body: Range<Int>, in input: RawSpan) throws(ImportError) {
        var position = body.lowerBound
        var seen = 0
        while position < body.upperBound {
            let fieldStart = position
            let tag = try input.tag(at: &position, end: body.upperBound)
            let start = position
            isPlain = isPlain && start - fieldStart == 1
            fieldCount += 1
            switch (tag.number, tag.wireType) {
            case (1, .varint): try multiply(by: input.varint(at: &position, end: body.upperBound), at: start)
            case (1, .lengthDelimited):
                let packed = try input.lengthDelimited(at: &position, end: body.upperBound, "\"dims\"")
                isPlain = isPlain && packed.lowerBound - start == 1
                position = packed.lowerBound
                while position < packed.upperBound {
                    fieldCount += 1
                    try multiply(by: input.varint(at: &position, end: packed.upperBound), at: start)
                }
            case (2, .varint):
                dataType = Int(truncatingIfNeeded: try input.varint(at: &position, end: body.upperBound))
                expectFirst(tag, &seen)
            case (8, .lengthDelimited):
                nameRange = try input.lengthDelimited(at: &position, end: body.upperBound, "\"name\"")
                position = nameRange.upperBound
                isPlain = isPlain && nameRange.lowerBound - start == 1 && input.isPlainText(in: nameRange)
                expectFirst(tag, &seen)
            case (9, .lengthDelimited):
                let raw = try input.lengthDelimited(at: &position, end: body.upperBound, "\"raw_data\"")
                rawByteCount = raw.count
                position = raw.upperBound
                rawField = fieldStart..<position
                isPlain = isPlain && raw.lowerBound - start == RawSpan.varintByteCount(UInt64(raw.count))
                expectFirst(tag, &seen)
            case (14, .varint):
                isExternal = try input.varint(at: &position, end: body.upperBound) == 1
                isPlain = false
            default:
                try input.skipValue(of: tag, at: &position, end: body.upperBound, depth: 0)
                try count(tag, at: start..<position, in: input)
                isPlain = false
            }
        }
    }

    private mutating func expectFirst(_ tag: WireTag, _ seen: inout Int) {
        isPlain = isPlain && seen & 1 << tag.number == 0
        seen |= 1 << tag.number
    }

    private mutating func multiply(by dimension: UInt64, at offset: Int) throws(ImportError) {
        guard dimension <= UInt64(Dimension.limit) else {
            let found = Int64(bitPattern: dimension)
            throw ImportError(
                .inconsistent("expected a dimension from 0 to \(Dimension.limit), found \(found)"),
                at: ModelLocation(byteOffset: offset))
        }
        guard let product = elementCount.product(with: Int(dimension)) else {
            throw ImportError(
                .inconsistent("expected fewer than 2^63 elements, found more"), at: ModelLocation(byteOffset: offset))
        }
        elementCount = product
    }

    /// Counts the entries of a field that holds elements one by one.
    private mutating func count(_ tag: WireTag, at range: Range<Int>, in input: RawSpan) throws(ImportError) {
        guard let field = Field(rawValue: tag.number) else { return }
        var position = range.lowerBound
        var counted = 1...1
        if tag.wireType == .lengthDelimited, field != .string {
            let body = try input.lengthDelimited(at: &position, end: range.upperBound, field.name)
            switch field {
            case .float: counted = body.count / 4...body.count / 4
            case .double: counted = body.count / 8...body.count / 8
            default: counted = Self.varintCount(in: body, of: input)
            }
        }
        guard counted.upperBound > 0 else { return }
        if let typedField, typedField != field {
            throw ImportError(
                .inconsistent("expected elements in one field, found \"\(typedField.name)\" and \"\(field.name)\""))
        }
        typedField = field
        typedCount = typedCount.lowerBound + counted.lowerBound...typedCount.upperBound + counted.upperBound
    }

    /// Exact where the numbers may be worth keeping; of longer lists no byte is read.
    private static func varintCount(in body: Range<Int>, of input: RawSpan) -> ClosedRange<Int> {
        let longest = 10
        guard body.count <= longest * Elements.limit else { return body.count / longest...body.count }
        var count = 0
        for offset in body where input.byte(at: offset) < 0x80 { count += 1 }
        return count...count
    }

    /// Whether the elements are here and few enough, once they are found to be as many as the dimensions say.
    private func isWorthKeeping() throws(ImportError) -> Bool {
        guard !isExternal, let type = ONNXDataType(dataType) else { return false }
        if rawByteCount > 0 {
            try requireNoTypedElements()
            let expected = type.byteCount(forElements: elementCount)
            guard rawByteCount == expected else {
                throw contradiction("\(expected ?? 0) bytes of raw_data", type, found: "\(rawByteCount)")
            }
        } else if let typedField {
            guard typedField == type.field else {
                throw contradiction("\"\(type.field.name)\"", type, found: "\"\(typedField.name)\"")
            }
            let expected = type.valueCount(forElements: elementCount) ?? .max
            guard typedCount.contains(expected) else {
                throw contradiction("\(expected) values of \(typedField.name)", type, found: "\(typedCount.upperBound)")
            }
        }
        return elementCount <= type.keptCount
    }

    private func requireNoTypedElements() throws(ImportError) {
        guard let typedField else { return }
        throw ImportError(
            .inconsistent("expected elements in one field, found \"raw_data\" and \"\(typedField.name)\""))
    }

    private func contradiction(_ expected: String, _ type: ONNXDataType, found: String) -> ImportError {
        ImportError(
            .inconsistent(
                "expected \(expected) for \(elementCount) elements of \(type.element.rawValue), found \(found)"))
    }
}
