import GraphIR

/// Copies an ONNX model as it lies on the wire, without the payloads of its weights and without the fields that the
/// schema does not have, and checks every tag, length, text and the depth on the way.
///
/// libprotobuf-c checks neither depth nor memory, and copies every payload: it gets to see only what this writes. The
/// copy is at once the stripped model, so that a model and its stripped copy are one and the same to all that follows.
/// A field that may stand once must stand once: protobuf would merge the two. What is left out is stepped over and not
/// read. No message grows on the way, since tags and lengths are written in their shortest form.
struct ProtobufGuard {
    private let schema: ProtobufSchema
    private let tensorMessage: Int?
    private let limits: ImportLimits
    private(set) var output: [UInt8] = []

    init(schema: ProtobufSchema, limits: ImportLimits) {
        self.schema = schema
        self.limits = limits
        tensorMessage = schema.message(named: "TensorProto")
    }

    /// Copies the root message, which fills the whole input.
    mutating func copyModel(_ input: RawSpan) throws(ImportError) {
        try copy(message: 0, at: 0..<input.byteCount, of: input, omitting: 0, depth: 1)
    }

    /// - Parameter omitted: a set of field numbers, as bits.
    private mutating func copy(
        message: Int, at range: Range<Int>, of input: RawSpan, omitting omitted: UInt64, depth: Int
    ) throws(ImportError) {
        var position = range.lowerBound
        var seen: UInt64 = 0
        while position < range.upperBound {
            let start = position
            let tag = try input.tag(at: &position, end: range.upperBound)
            guard let field = schema.field(tag.number, of: message), omitted & 1 << tag.number == 0 else {
                try input.skipValue(of: tag, at: &position, end: range.upperBound, depth: limits.depth - depth)
                continue
            }
            if !field.isRepeated {
                guard seen & 1 << tag.number == 0 else {
                    let name = schema.name(ofField: tag.number, of: message)
                    throw input.malformed("expected one \(name), found a second", at: start)
                }
                seen |= 1 << tag.number
            }
            write(varint: UInt64(tag.number) << 3 | UInt64(tag.wireType.rawValue))
            if case .message(let inner) = field.kind, tag.wireType == .lengthDelimited {
                let body = try input.lengthDelimited(
                    at: &position, end: range.upperBound, schema.name(ofField: tag.number, of: message))
                try copy(nested: inner, at: body, of: input, depth: depth + 1)
                position = body.upperBound
            } else {
                try copyValue(of: tag, field, message, at: &position, end: range.upperBound, of: input)
            }
        }
    }

    private mutating func copy(
        nested message: Int, at body: Range<Int>, of input: RawSpan, depth: Int
    ) throws(ImportError) {
        guard depth <= limits.depth else {
            throw ImportError(
                .overLimit("expected messages nested at most \(limits.depth) deep, found more"),
                at: ModelLocation(byteOffset: body.lowerBound))
        }
        let omitted = message == tensorMessage ? try TensorPayload.omittedFields(of: body, in: input) : 0
        try requireRoom(for: body.lowerBound..<body.lowerBound)
        let start = output.count
        write(varint: UInt64(body.count))
        let bodyStart = output.count
        try copy(message: message, at: body, of: input, omitting: omitted, depth: depth)
        close(from: start, bodyStart: bodyStart)
    }

    /// Corrects a length that was written before what it counts was known, and closes the gap where it is shorter.
    private mutating func close(from start: Int, bodyStart: Int) {
        var length = UInt64(output.count - bodyStart)
        var position = start
        while length >= 0x80 {
            output[position] = UInt8(truncatingIfNeeded: length) | 0x80
            length >>= 7
            position += 1
        }
        output[position] = UInt8(length)
        if position + 1 < bodyStart { output.removeSubrange(position + 1..<bodyStart) }
    }

    private mutating func copyValue(
        of tag: WireTag, _ field: ProtobufSchema.Field, _ message: Int, at position: inout Int, end: Int,
        of input: RawSpan
    ) throws(ImportError) {
        let start = position
        func name() -> String { schema.name(ofField: tag.number, of: message) }
        let isPacked = field.isRepeated && tag.wireType == .lengthDelimited
        guard tag.wireType == field.kind.wireType || isPacked else {
            throw input.malformed(
                "expected \(field.kind.wireType.name) for \(name()), found \(tag.wireType.name)", at: start)
        }
        switch tag.wireType {
        case .varint: _ = try input.varint(at: &position, end: end)
        case .fixed32: try input.skip(4, at: &position, end: end)
        case .fixed64: try input.skip(8, at: &position, end: end)
        case .lengthDelimited, .startGroup, .endGroup:
            let body = try input.lengthDelimited(at: &position, end: end, name())
            try check(body, of: field.kind, in: input, name())
            write(varint: UInt64(body.count))
            try write(body, of: input)
            position = body.upperBound
            return
        }
        try write(start..<position, of: input)
    }

    private func requireRoom(for range: Range<Int>) throws(ImportError) {
        guard output.count + range.count <= limits.structureByteCount else {
            throw ImportError(
                .overLimit("expected at most \(limits.structureByteCount) bytes beside the weights, found more"),
                at: ModelLocation(byteOffset: range.lowerBound))
        }
    }

    /// Checks text, and packed numbers.
    private func check(
        _ body: Range<Int>, of kind: ProtobufSchema.Kind, in input: RawSpan, _ name: @autoclosure () -> String
    ) throws(ImportError) {
        switch kind {
        case .bytes, .message: break
        case .text: try input.requireText(in: body, name())
        case .varint:
            var position = body.lowerBound
            while position < body.upperBound { _ = try input.varint(at: &position, end: body.upperBound) }
        case .fixed32, .fixed64:
            let size = kind == .fixed32 ? 4 : 8
            guard body.count.isMultiple(of: size) else {
                throw input.malformed(
                    "expected a multiple of \(size) bytes for \(name()), found \(body.count)", at: body.lowerBound)
            }
        }
    }

    private mutating func write(varint value: UInt64) {
        var value = value
        while value >= 0x80 {
            output.append(UInt8(truncatingIfNeeded: value) | 0x80)
            value >>= 7
        }
        output.append(UInt8(value))
    }

    private mutating func write(_ range: Range<Int>, of input: RawSpan) throws(ImportError) {
        try requireRoom(for: range)
        unsafe input.extracting(range).withUnsafeBytes { bytes in unsafe output.append(contentsOf: bytes) }
    }
}
