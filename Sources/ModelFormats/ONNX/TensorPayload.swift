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

    /// The fields to leave out of a copy, as bits by number: none where a shape may need the elements.
    ///
    /// - Throws: `ImportError` where dimensions are out of range, or where the elements are not as many as the
    ///   dimensions say.
    static func omittedFields(of body: Range<Int>, in input: RawSpan) throws(ImportError) -> UInt64 {
        var payload = TensorPayload()
        do throws(ImportError) {
            try payload.scan(body, in: input)
            return try payload.isWorthKeeping() ? 0 : Field.allCases.reduce(0) { $0 | 1 << $1.rawValue }
        } catch {
            guard !payload.nameRange.isEmpty else { throw error }
            let name = input.extracting(payload.nameRange).text
            throw ImportError(
                error.reason,
                at: error.location.within(ModelLocation(part: "tensor \"\(name)\"", byteOffset: body.lowerBound)))
        }
    }

    private mutating func scan(_ body: Range<Int>, in input: RawSpan) throws(ImportError) {
        var position = body.lowerBound
        while position < body.upperBound {
            let tag = try input.tag(at: &position, end: body.upperBound)
            let start = position
            switch (tag.number, tag.wireType) {
            case (1, .varint): try multiply(by: input.varint(at: &position, end: body.upperBound), at: start)
            case (1, .lengthDelimited):
                let packed = try input.lengthDelimited(at: &position, end: body.upperBound, "\"dims\"")
                position = packed.lowerBound
                while position < packed.upperBound {
                    try multiply(by: input.varint(at: &position, end: packed.upperBound), at: start)
                }
            case (2, .varint):
                dataType = Int(truncatingIfNeeded: try input.varint(at: &position, end: body.upperBound))
            case (8, .lengthDelimited):
                nameRange = try input.lengthDelimited(at: &position, end: body.upperBound, "\"name\"")
                position = nameRange.upperBound
            case (9, .lengthDelimited):
                let raw = try input.lengthDelimited(at: &position, end: body.upperBound, "\"raw_data\"")
                rawByteCount = raw.count
                position = raw.upperBound
            case (14, .varint): isExternal = try input.varint(at: &position, end: body.upperBound) == 1
            default:
                try input.skipValue(of: tag, at: &position, end: body.upperBound, depth: 0)
                try count(tag, at: start..<position, in: input)
            }
        }
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
