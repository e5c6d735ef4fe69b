import GraphIR

/// ONNX: https://onnx.ai/onnx/intro/ir.html.
public enum ONNXFormat: ModelFormat {
    public static let name = "onnx"
    static let description = "ONNX"

    /// Protocol buffers have no mark: a ModelProto begins with the number and layout of one of its fields.
    static func recognizes(_ bytes: RawSpan) -> Bool {
        var position = 0
        guard let tag = try? bytes.tag(at: &position, end: bytes.byteCount),
            let field = ONNXMessage.schema.field(tag.number, of: 0)
        else { return false }
        return tag.wireType == field.kind.wireType
    }

    static func read(_ bytes: RawSpan, limits: ImportLimits) throws(ImportError) -> ImportedModel {
        let structure = try strip(bytes, limits: limits)
        let message = try ONNXMessage(unpacking: unsafe structure.span.bytes, byteCount: limits.unpackedByteCount)
        let (graph, diagnostics) = try message.graph()
        return ImportedModel(
            graph: graph, format: name, producer: message.producer, irVersion: message.irVersion,
            operatorSets: message.operatorSets(), diagnostics: diagnostics)
    }

    /// The same model without the payloads of its weights, its documentation and its metadata.
    public static func strip(_ bytes: RawSpan, limits: ImportLimits = ImportLimits()) throws(ImportError) -> [UInt8] {
        var walker = ProtobufGuard(schema: ONNXMessage.schema, limits: limits)
        try walker.copyModel(bytes)
        return walker.output
    }
}
