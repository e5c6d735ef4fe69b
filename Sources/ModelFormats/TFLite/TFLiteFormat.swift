import GraphIR

/// TFLite's FlatBuffers: https://github.com/tensorflow/tensorflow/blob/v2.21.0/tensorflow/lite/schema/schema.fbs.
enum TFLiteFormat: ModelFormat {
    static let name = "tflite"
    static let description = "TFLite"

    /// The mark behind the first offset.
    static func recognizes(_ bytes: RawSpan) -> Bool {
        bytes.byteCount >= 8
            && Array("TFL3".utf8).indices.allSatisfy { bytes.byte(at: 4 + $0) == Array("TFL3".utf8)[$0] }
    }

    static func read(
        _ bytes: RawSpan, limits: ImportLimits, memory: ReadingMemory
    ) throws(ImportError) -> ImportedModel {
        let model = try TFLiteTables.model(bytes, limits: limits)
        let (graph, diagnostics) = try TFLiteGraphBuilder.graph(of: model, bytes: bytes, limits: limits)
        let stripped = try TFLiteTables.copy(bytes, keeping: model.keptBuffers, limits: limits)
        return ImportedModel(
            graph: graph, format: name, producer: model.description, irVersion: nil, operatorSets: [],
            diagnostics: diagnostics, digest: unsafe digest(of: stripped.span.bytes))
    }

    /// A tensor whose elements are left out keeps its name, type and shape, and its buffer is empty.
    ///
    /// TensorFlow and Netron open such a file; what nothing writes and nobody feeds is still known for a constant.
    static func strip(_ bytes: RawSpan, limits: ImportLimits) throws(ImportError) -> [UInt8] {
        let model = try TFLiteTables.model(bytes, limits: limits)
        return try TFLiteTables.copy(bytes, keeping: model.keptBuffers, limits: limits)
    }
}

extension TFLiteModel {
    /// The most bytes of an entry of metadata that are kept.
    private static let keptMetadataByteCount = 4096

    /// Per buffer, whether its elements are few and may be needed: those of shapes, of axes, of single numbers.
    var keptBuffers: [Bool] {
        var keeps = Array(repeating: false, count: buffers.count)
        for tensor in subgraphs.lazy.flatMap(\.tensors) where buffers.indices.contains(tensor.buffer) {
            guard let element = TFLiteType.element(tensor.type), tensor.quantization == nil, !tensor.isSparse,
                let range = buffers[tensor.buffer].range
            else { continue }
            if range.count * 8 <= element.keptTFLiteCount * element.bitCount { keeps[tensor.buffer] = true }
        }
        for entry in metadata where buffers.indices.contains(entry.buffer) {
            let count = buffers[entry.buffer].range?.count ?? 0
            if count <= Self.keptMetadataByteCount { keeps[entry.buffer] = true }
        }
        return keeps
    }
}
