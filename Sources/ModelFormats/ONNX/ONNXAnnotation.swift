import GraphIR

/// Copies an ONNX file as it lies on the wire, weights and all, with entries added to the metadata of its nodes.
///
/// Nodes are told by what they write: a name that no other node of a graph writes. Those of bodies and functions are
/// left as they are.
struct ONNXAnnotation {
    /// A key and its value.
    typealias Entry = (key: String, value: String)

    private enum FieldNumber {
        static let nodeMetadata = 9
        static let (entryKey, entryValue) = (1, 2)
    }

    private let entries: [String: [Entry]]
    private let depth: Int

    private init(entries: [String: [Entry]], depth: Int) {
        self.entries = entries
        self.depth = depth
    }

    /// - Parameter entries: by the name of a value that the node writes.
    static func copy(
        _ input: RawSpan, adding entries: [String: [Entry]], limits: ImportLimits
    ) throws(ImportError) -> [UInt8] {
        let annotation = ONNXAnnotation(entries: entries, depth: limits.depth)
        return try annotation.rewritten(0..<input.byteCount, of: input, field: ONNXField.Model.graph.rawValue) {
            (graph, input) throws(ImportError) in
            try annotation.rewritten(graph, of: input, field: ONNXField.Graph.node.rawValue) {
                (node, input) throws(ImportError) in
                Self.bytes(node, of: input) + (try annotation.metadata(ofNode: node, in: input))
            }
        }
    }

    /// A message with the values of one field replaced.
    private func rewritten(
        _ message: Range<Int>, of input: RawSpan, field: Int,
        _ value: (Range<Int>, RawSpan) throws(ImportError) -> [UInt8]
    ) throws(ImportError) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(message.count + message.count / 64)
        var position = message.lowerBound
        while position < message.upperBound {
            let start = position
            let tag = try input.tag(at: &position, end: message.upperBound)
            guard tag.number == field, tag.wireType == .lengthDelimited else {
                try input.skipValue(of: tag, at: &position, end: message.upperBound, depth: depth)
                output += Self.bytes(start..<position, of: input)
                continue
            }
            let body = try input.lengthDelimited(at: &position, end: message.upperBound, "field \(field)")
            position = body.upperBound
            output.append(field: field, try value(body, input))
        }
        return output
    }

    /// The entries of the values that a node writes, as fields of the node.
    private func metadata(ofNode node: Range<Int>, in input: RawSpan) throws(ImportError) -> [UInt8] {
        var output: [UInt8] = []
        var position = node.lowerBound
        while position < node.upperBound {
            let tag = try input.tag(at: &position, end: node.upperBound)
            guard tag.number == ONNXField.Node.output.rawValue, tag.wireType == .lengthDelimited else {
                try input.skipValue(of: tag, at: &position, end: node.upperBound, depth: depth)
                continue
            }
            let name = try input.lengthDelimited(at: &position, end: node.upperBound, "\"output\"")
            position = name.upperBound
            for entry in entries[String(decoding: Self.bytes(name, of: input), as: UTF8.self)] ?? [] {
                var message: [UInt8] = []
                message.append(field: FieldNumber.entryKey, entry.key)
                message.append(field: FieldNumber.entryValue, entry.value)
                output.append(field: FieldNumber.nodeMetadata, message)
            }
        }
        return output
    }

    private static func bytes(_ range: Range<Int>, of input: RawSpan) -> [UInt8] {
        unsafe input.extracting(range).withUnsafeBytes { bytes in unsafe Array(bytes) }
    }
}
