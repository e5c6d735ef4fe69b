import GraphIR

/// Copies an ONNX model as it lies on the wire, without the payloads of its weights and without the fields that the
/// schema does not have, and checks every tag, length, text and the depth on the way.
///
/// The copy is at once the stripped model, so that a model and its stripped copy are one and the same to all that
/// follows: `WireFields` reads only copies, and checks nothing again. A field that may stand once must stand once:
/// protobuf would merge the two. What is left out is stepped over and not read. The walk only notes how the copy will
/// differ; most of it is as it was.
struct ProtobufGuard: ~Copyable {
    /// Bytes of the input that the copy leaves out, or has a number instead of.
    private struct Edit {
        var offset: Int
        var byteCount: Int
        var replacement: UInt64?
    }

    /// The end of a node, from the operator's name on, and what stood when it began.
    private struct Call {
        let words: Range<Int>
        let remainingFieldCount: Int
        let editCount: Int
        let messageCount: Int
        var attributeCount = 0
        /// Whether nothing but attributes stands behind the name.
        var isPlain = true

        mutating func note(_ tag: WireTag) {
            if tag.number == ONNXField.Node.attribute.rawValue { attributeCount += 1 } else { isPlain = false }
        }
    }

    private let schema: ProtobufSchema
    private let tensorMessage: Int?
    private let nodeMessage: Int?
    private let limits: ImportLimits
    /// In the order of their offsets, without overlaps.
    private var edits: [Edit] = []
    /// By how much the copy will be shorter than what was walked so far.
    private var removedByteCount = 0
    /// Fields, and numbers within them, that the copy may still have.
    private var remainingFieldCount: Int
    /// Ends of nodes that were passed as they were, each with its number of fields: what a node calls lies behind its
    /// names, and most nodes call what others do.
    private var passed = KnownWords()
    private var messageCount = 0

    private init(schema: ProtobufSchema, limits: ImportLimits) {
        self.schema = schema
        self.limits = limits
        remainingFieldCount = limits.fieldCount
        tensorMessage = schema.message(named: "TensorProto")
        nodeMessage = schema.message(named: "NodeProto")
    }

    /// The copy of a message that fills the whole input.
    ///
    /// - Parameter passed: what is known of nodes, to which those of the input are added.
    static func copy(
        _ input: RawSpan, schema: ProtobufSchema, limits: ImportLimits, passed: inout KnownWords
    ) throws(ImportError) -> [UInt8] {
        var walker = ProtobufGuard(schema: schema, limits: limits)
        swap(&walker.passed, &passed)
        defer { swap(&walker.passed, &passed) }
        try walker.walk(message: 0, at: 0..<input.byteCount, of: input, omitting: 0, depth: 1)
        try walker.requireRoom(at: input.byteCount)
        return walker.copy(input)
    }

    /// - Parameter omitted: a set of field numbers, as bits.
    private mutating func walk(
        message: Int, at range: Range<Int>, of input: RawSpan, omitting omitted: UInt64, depth: Int
    ) throws(ImportError) {
        var position = range.lowerBound
        var seen: UInt64 = 0
        let callField = message == nodeMessage && depth < limits.depth ? ONNXField.Node.opType.rawValue : 0
        var call: Call?
        while position < range.upperBound {
            let start = position
            let tag = try input.tag(at: &position, end: range.upperBound)
            if tag.number == callField, call == nil {
                let words = start..<range.upperBound
                if let count = passed.number(of: words, in: input), count <= remainingFieldCount {
                    remainingFieldCount -= count
                    return
                }
                call = Call(
                    words: words, remainingFieldCount: remainingFieldCount, editCount: edits.count,
                    messageCount: messageCount)
            } else {
                call?.note(tag)
            }
            let field = schema.field(tag.number, of: message)
            guard field.isKnown, omitted & 1 &<< tag.number == 0 else {
                try input.skipValue(of: tag, at: &position, end: range.upperBound, depth: limits.depth - depth)
                try requireRoom(at: start)
                remove(start..<position)
                continue
            }
            try count(1, at: start)
            if !field.isRepeated {
                guard seen & 1 &<< tag.number == 0 else { throw second(tag, message, in: input, at: start) }
                seen |= 1 &<< tag.number
            }
            if position - start > 1 {
                let value = tag.number << 3 | Int(tag.wireType.rawValue)
                replace(start..<position, from: value, with: value, before: edits.count)
            }
            if tag.wireType == .lengthDelimited {
                let lengthStart = position
                let body = try input.lengthDelimited(
                    at: &position, end: range.upperBound, schema.name(ofField: tag.number, of: message))
                // Most fields are names, and most names are plain.
                if !field.isText || body.lowerBound - lengthStart > 1 || !input.isPlainText(in: body) {
                    try walk(body, of: field, tag, message, in: input, lengthStart: lengthStart, depth: depth)
                }
                position = body.upperBound
            } else {
                guard tag.wireType == field.kind.wireType else {
                    throw mismatch(tag, field, message, in: input, at: position)
                }
                try input.skipScalar(tag.wireType, at: &position, end: range.upperBound)
            }
        }
        guard let call, call.isPlain, edits.count == call.editCount,
            messageCount - call.messageCount == call.attributeCount
        else { return }
        _ = passed.insert(call.remainingFieldCount - remainingFieldCount, for: call.words, in: input)
    }

    /// Walks a value that has a length: a message, text, bytes, packed numbers.
    private mutating func walk(
        _ body: Range<Int>, of field: ProtobufSchema.Field, _ tag: WireTag, _ message: Int, in input: RawSpan,
        lengthStart: Int, depth: Int
    ) throws(ImportError) {
        switch field.kind {
        case .message(let inner):
            try walk(nested: inner, at: body, of: input, lengthStart: lengthStart, depth: depth + 1)
            return
        case .bytes: break
        case .text: try input.requireText(in: body, schema.name(ofField: tag.number, of: message))
        case .varint, .fixed32, .fixed64:
            guard field.isRepeated else { throw mismatch(tag, field, message, in: input, at: lengthStart) }
            let schema = schema
            try checkPacked(body, of: field.kind.wireType, in: input, schema.name(ofField: tag.number, of: message))
        }
        if body.lowerBound - lengthStart > 1 {
            replace(lengthStart..<body.lowerBound, from: body.count, with: body.count, before: edits.count)
        }
    }

    private mutating func walk(
        nested message: Int, at body: Range<Int>, of input: RawSpan, lengthStart: Int, depth: Int
    ) throws(ImportError) {
        guard depth <= limits.depth else {
            throw ImportError(
                .overLimit("expected messages nested at most \(limits.depth) deep, found more"),
                at: ModelLocation(byteOffset: body.lowerBound))
        }
        messageCount += 1
        let firstEdit = edits.count
        let removedBefore = removedByteCount
        if message == tensorMessage {
            try walk(tensor: TensorPayload(body, in: input), message, at: body, of: input, depth: depth)
        } else {
            try walk(message: message, at: body, of: input, omitting: 0, depth: depth)
        }
        let length = body.count - (removedByteCount - removedBefore)
        if length != body.count || body.lowerBound - lengthStart > 1 {
            replace(lengthStart..<body.lowerBound, from: body.count, with: length, before: firstEdit)
        }
    }

    private mutating func walk(
        tensor: TensorPayload, _ message: Int, at body: Range<Int>, of input: RawSpan, depth: Int
    ) throws(ImportError) {
        // Most tensors are plain.
        guard tensor.isPlain, tensor.fieldCount <= remainingFieldCount else {
            return try walk(message: message, at: body, of: input, omitting: tensor.omittedFields, depth: depth)
        }
        remainingFieldCount -= tensor.fieldCount
        guard !tensor.omittedRawField.isEmpty else { return }
        try requireRoom(at: tensor.omittedRawField.lowerBound)
        remove(tensor.omittedRawField)
    }

    private mutating func checkPacked(
        _ body: Range<Int>, of wireType: WireType, in input: RawSpan, _ name: @autoclosure () -> String
    ) throws(ImportError) {
        guard wireType == .varint else {
            let size = wireType == .fixed32 ? 4 : 8
            guard body.count.isMultiple(of: size) else {
                throw input.malformed(
                    "expected a multiple of \(size) bytes for \(name()), found \(body.count)", at: body.lowerBound)
            }
            try count(body.count / size, at: body.lowerBound)
            return
        }
        var position = body.lowerBound
        while position < body.upperBound {
            try count(1, at: position)
            _ = try input.varint(at: &position, end: body.upperBound)
        }
    }

    @inline(__always)
    private mutating func count(_ fields: Int, at position: Int) throws(ImportError) {
        remainingFieldCount -= fields
        guard remainingFieldCount >= 0 else { throw tooManyFields(at: position) }
    }

    // What makes errors stands apart: it would take the registers of what seldom fails.
    @inline(never)
    private func tooManyFields(at offset: Int) -> ImportError {
        ImportError(
            .overLimit("expected at most \(limits.fieldCount) fields and numbers beside the weights, found more"),
            at: ModelLocation(byteOffset: offset))
    }

    @inline(never)
    private func second(_ tag: WireTag, _ message: Int, in input: RawSpan, at offset: Int) -> ImportError {
        let name = schema.name(ofField: tag.number, of: message)
        return input.malformed("expected one \(name), found a second", at: offset)
    }

    @inline(never)
    private func mismatch(
        _ tag: WireTag, _ field: ProtobufSchema.Field, _ message: Int, in input: RawSpan, at offset: Int
    ) -> ImportError {
        let name = schema.name(ofField: tag.number, of: message)
        return input.malformed(
            "expected \(field.kind.wireType.name) for \(name), found \(tag.wireType.name)", at: offset)
    }

    /// Checks what the copy of what was walked so far and the notes on it take.
    private func requireRoom(at position: Int) throws(ImportError) {
        let kept = position - removedByteCount + edits.count * MemoryLayout<Edit>.stride
        guard kept <= limits.structureByteCount else {
            throw ImportError(
                .overLimit("expected at most \(limits.structureByteCount) bytes beside the weights, found \(kept)"),
                at: ModelLocation(byteOffset: position))
        }
    }

    private mutating func remove(_ range: Range<Int>) {
        removedByteCount += range.count
        if let last = edits.last, last.replacement == nil,
            last.offset + last.byteCount == range.lowerBound
        {
            edits[edits.count - 1].byteCount += range.count
        } else {
            edits.append(Edit(offset: range.lowerBound, byteCount: range.count, replacement: nil))
        }
    }

    /// Puts a tag or a length in its shortest form and at its new value, where it is not both already.
    private mutating func replace(_ range: Range<Int>, from old: Int, with new: Int, before edit: Int) {
        let shortest = RawSpan.varintByteCount(UInt64(new))
        guard old != new || shortest != range.count else { return }
        removedByteCount += range.count - shortest
        edits.insert(Edit(offset: range.lowerBound, byteCount: range.count, replacement: UInt64(new)), at: edit)
    }

    private func copy(_ input: RawSpan) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(input.byteCount - removedByteCount)
        var position = 0
        for edit in edits {
            Self.append(position..<edit.offset, of: input, to: &output)
            if let number = edit.replacement { output.append(varint: number) }
            position = edit.offset + edit.byteCount
        }
        Self.append(position..<input.byteCount, of: input, to: &output)
        return output
    }

    private static func append(_ range: Range<Int>, of input: RawSpan, to output: inout [UInt8]) {
        unsafe input.extracting(range).withUnsafeBytes { bytes in unsafe output.append(contentsOf: bytes) }
    }
}
