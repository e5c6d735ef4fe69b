import GraphIR

/// ONNX: https://onnx.ai/onnx/intro/ir.html.
enum ONNXFormat: ModelFormat {
    static let name = "onnx"
    static let description = "ONNX"

    /// Protocol buffers have no mark: a ModelProto begins with the number and layout of one of its fields.
    static func recognizes(_ bytes: RawSpan) -> Bool {
        var position = 0
        guard let tag = try? bytes.tag(at: &position, end: bytes.byteCount) else { return false }
        let field = ONNXMessage.schema.field(tag.number, of: 0)
        return field.isKnown && tag.wireType == field.kind.wireType
    }

    static func read(
        _ bytes: RawSpan, limits: ImportLimits, memory: ReadingMemory
    ) throws(ImportError) -> ImportedModel {
        let structure = try structure(of: bytes, limits: limits, memory)
        let message = unsafe try ONNXMessage(structure.span.bytes)
        let (graph, diagnostics) = try message.decodedGraph(of: structure, limits: limits, memory: memory)
        return ImportedModel(
            graph: graph, format: name, producer: message.producer, irVersion: message.irVersion,
            operatorSets: message.operatorSets, diagnostics: diagnostics,
            digest: unsafe digest(of: structure.span.bytes))
    }

    /// A tensor whose elements are left out keeps its name, type and dimensions, and stands without data.
    ///
    /// `onnx.load` and shape inference take such a file, as does Netron. A location of external data instead would make
    /// `onnx.load` look for that file, and data of another length would be a lie that `onnx.checker` believes.
    static func strip(_ bytes: RawSpan, limits: ImportLimits) throws(ImportError) -> [UInt8] {
        let structure = try structure(of: bytes, limits: limits, ReadingMemory())
        _ = unsafe try ONNXMessage(structure.span.bytes)
        return structure
    }

    private static func structure(
        of bytes: RawSpan, limits: ImportLimits, _ memory: ReadingMemory
    ) throws(ImportError) -> [UInt8] {
        var passed = memory.passed.take()
        let structure = try ProtobufGuard.copy(bytes, schema: ONNXMessage.schema, limits: limits, passed: &passed)
        memory.passed.give(passed)
        return structure
    }
}
