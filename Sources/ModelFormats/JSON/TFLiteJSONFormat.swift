import GraphIR
import JSONText

/// TFLite's tables as JSON: as flatc writes it, strict or relaxed, with defaults or without; as people write it by hand;
/// and as Python's dictionaries are dumped.
enum TFLiteJSONFormat: ModelFormat {
    static let name = "tflite-json"
    static let description = "TFLite JSON"

    private static let keys: Set = [
        "buffers", "description", "metadata", "metadata_buffer", "metadataBuffer", "operator_codes", "operatorCodes",
        "signature_defs", "signatureDefs", "subgraphs", "version",
    ]

    static func recognizes(_ bytes: RawSpan) -> Bool { RelaxedJSON.firstKey(of: bytes).map(keys.contains) ?? false }

    static func read(
        _ bytes: RawSpan, limits: ImportLimits, memory: ReadingMemory
    ) throws(ImportError) -> ImportedModel {
        let value = try RelaxedJSON.value(of: bytes, limits: limits)
        var reader = TFLiteJSONReader()
        let model: TFLiteModel
        do {
            model = try reader.model(JSONReader(value))
        } catch {
            throw ImportError(.malformed(error.message), at: ModelLocation(part: error.place))
        }
        let kept = reader.keptBytes
        let (graph, diagnostics) = unsafe try TFLiteGraphBuilder.graph(
            of: model, bytes: kept.span.bytes, limits: limits)
        let stripped = value.bytes()
        return ImportedModel(
            graph: graph, format: name, producer: model.description, irVersion: nil, operatorSets: [],
            diagnostics: diagnostics, digest: unsafe ModelFormats.digest(of: stripped.span.bytes))
    }

    /// The remainder, in which the bytes of small buffers are texts of hexadecimal digits, and those of others their
    /// numbers.
    static func strip(_ bytes: RawSpan, limits: ImportLimits) throws(ImportError) -> [UInt8] {
        try RelaxedJSON.value(of: bytes, limits: limits).bytes()
    }
}

/// Reads the tables' members into the values that FlatBuffers' are read into.
struct TFLiteJSONReader {
    /// The elements of small buffers, one behind the other, which the model's buffers point into.
    private(set) var keptBytes: [UInt8] = []

    private static let codes: [String: Int] = {
        var codes: [String: Int] = [:]
        for number in 0..<512 {
            if number != 32, let name = TFLiteModel.OperatorCode(builtinCode: number).name { codes[name] = number }
        }
        codes["CUSTOM"] = 32
        return codes
    }()

    mutating func model(_ reader: JSONReader) throws(JSONError) -> TFLiteModel {
        var model = TFLiteModel()
        model.version = try reader.optional("version")?.integer() ?? 3
        model.description = try text(reader, "description")
        for code in try reader.list("operator_codes", "operatorCodes") {
            let old = try number(code, "deprecated_builtin_code", "deprecatedBuiltinCode", Self.codes)
            let new = try number(code, "builtin_code", "builtinCode", Self.codes)
            model.operatorCodes.append(
                .init(
                    builtinCode: max(old ?? 0, new ?? 0), customCode: try text(code, "custom_code", "customCode"),
                    version: try code.optional("version")?.integer() ?? 1))
        }
        for buffer in try reader.list("buffers") { model.buffers.append(try self.buffer(buffer)) }
        for subgraph in try reader.list("subgraphs") { model.subgraphs.append(try self.subgraph(subgraph)) }
        for signature in try reader.list("signature_defs", "signatureDefs") {
            model.signatures.append(
                .init(
                    key: try text(signature, "signature_key", "signatureKey"),
                    subgraph: try number(signature, "subgraph_index", "subgraphIndex") ?? 0))
        }
        for entry in try reader.list("metadata") {
            model.metadata.append(
                .init(name: try text(entry, "name"), buffer: try number(entry, "buffer") ?? 0))
        }
        return model
    }

    private mutating func buffer(_ reader: JSONReader) throws(JSONError) -> TFLiteModel.Buffer {
        var buffer = TFLiteModel.Buffer()
        guard case .object = reader.value, let data = try reader.optional("data") else { return buffer }
        switch data.value {
        case .integer(let count): buffer.byteCount = max(0, count)
        case .string(let digits):
            let start = keptBytes.count
            var high: UInt8?
            for digit in digits.utf8 {
                guard let value = Character(Unicode.Scalar(digit)).hexDigitValue else {
                    throw data.error("expected hexadecimal digits, found \"\(Unicode.Scalar(digit))\"")
                }
                if let upper = high {
                    keptBytes.append(upper << 4 | UInt8(value))
                    high = nil
                } else {
                    high = UInt8(value)
                }
            }
            buffer.range = start..<keptBytes.count
        default: throw data.error("expected an array of bytes, found another value")
        }
        return buffer
    }

    private func subgraph(_ reader: JSONReader) throws(JSONError) -> TFLiteModel.Subgraph {
        var subgraph = TFLiteModel.Subgraph()
        subgraph.name = try text(reader, "name")
        subgraph.inputs = try reader.integers("inputs") ?? []
        subgraph.outputs = try reader.integers("outputs") ?? []
        for tensor in try reader.list("tensors") { subgraph.tensors.append(try self.tensor(tensor)) }
        for node in try reader.list("operators") { subgraph.operators.append(try self.node(node)) }
        return subgraph
    }

    private func tensor(_ reader: JSONReader) throws(JSONError) -> TFLiteModel.Tensor {
        var tensor = TFLiteModel.Tensor()
        tensor.name = try text(reader, "name")
        tensor.type = try type(reader, "type") ?? 0
        tensor.shape = try reader.integers("shape")
        tensor.shapeSignature = try reader.integers("shape_signature", "shapeSignature") ?? []
        tensor.hasRank = try flag(reader, "has_rank", "hasRank")
        tensor.buffer = try number(reader, "buffer") ?? 0
        tensor.isVariable = try flag(reader, "is_variable", "isVariable")
        tensor.isSparse = try reader.optional("sparsity") != nil
        if let quantization = try reader.optional("quantization") {
            let scales = try quantization.list("scale").map { (reader) throws(JSONError) in Float(try reader.number()) }
            if !scales.isEmpty {
                tensor.quantization = QuantizationParameters(
                    scales: scales, zeroPoints: try quantization.integers("zero_point", "zeroPoint") ?? [],
                    axis: try number(quantization, "quantized_dimension", "quantizedDimension") ?? 0)
            }
        }
        return tensor
    }

    private func node(_ reader: JSONReader) throws(JSONError) -> TFLiteModel.Operator {
        var node = TFLiteModel.Operator()
        node.operatorCode = try number(reader, "opcode_index", "opcodeIndex") ?? 0
        node.inputs = try reader.integers("inputs") ?? []
        node.outputs = try reader.integers("outputs") ?? []
        for names in [("builtin_options", "builtinOptions"), ("builtin_options_2", "builtinOptions2")] {
            guard let options = try reader.optional(names.0, names.1) else { continue }
            for (key, member) in try options.members() {
                if let value = try attribute(key, member) { node.attributes.append(.init(key.snakeCase, value)) }
            }
        }
        return node
    }

    private func attribute(_ key: String, _ reader: JSONReader) throws(JSONError) -> OperatorDescription.Value? {
        switch reader.value {
        case .null: return nil
        case .bool(let value): return .integer(value ? 1 : 0)
        case .integer(let value): return .integer(value)
        case .number(let value): return .real(value)
        case .string(let value): return try enumerated(key.snakeCase, value, reader)
        case .array: return (try? reader.integers()).map { .integers($0) } ?? .other("a list or a table")
        case .object: return .other("a list or a table")
        }
    }

    /// The number of an enumeration's case; other texts stay texts.
    private func enumerated(
        _ key: String, _ value: String, _ reader: JSONReader
    ) throws(JSONError) -> OperatorDescription.Value {
        let cases: [String] =
            switch key {
            case "fused_activation_function": ["NONE", "RELU", "RELU_N1_TO_1", "RELU6", "TANH", "SIGN_BIT"]
            case "padding": ["SAME", "VALID"]
            case "mode": ["REFLECT", "SYMMETRIC"]
            case "weights_format": ["DEFAULT", "SHUFFLED4x16INT8"]
            default: []
            }
        guard cases.isEmpty else {
            guard let number = cases.firstIndex(of: value) else {
                throw reader.error("expected one of \(cases.joined(separator: ", ")), found \"\(value)\"")
            }
            return .integer(number)
        }
        return TFLiteType.number(of: value).map { .integer($0) } ?? .string(value)
    }

    private func type(_ reader: JSONReader, _ key: String) throws(JSONError) -> Int? {
        guard let member = try reader.optional(key), case .string(let name) = member.value else {
            return try number(reader, key)
        }
        guard let number = TFLiteType.number(of: name) else {
            throw member.error("expected a type of the schema, found \"\(name)\"")
        }
        return number
    }

    /// An integer, or the name of one.
    private func number(
        _ reader: JSONReader, _ key: String, _ otherKey: String? = nil, _ names: [String: Int] = [:]
    ) throws(JSONError) -> Int? {
        guard let member = try reader.optional(key, otherKey) else { return nil }
        guard !names.isEmpty, case .string(let name) = member.value else { return try member.integer() }
        guard let number = names[name] else {
            throw member.error("expected an operator of the schema, found \"\(name)\"")
        }
        return number
    }

    private func flag(_ reader: JSONReader, _ key: String, _ otherKey: String) throws(JSONError) -> Bool {
        guard let member = try reader.optional(key, otherKey) else { return false }
        if case .integer(let number) = member.value { return number != 0 }
        return try member.bool()
    }

    /// A text, which Python dumps as the list of its bytes.
    private func text(_ reader: JSONReader, _ key: String, _ otherKey: String? = nil) throws(JSONError) -> String {
        guard let member = try reader.optional(key, otherKey) else { return "" }
        guard case .array = member.value else { return try member.string() }
        let bytes = try member.integers().map { UInt8(truncatingIfNeeded: $0) }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw member.error("expected UTF-8, found other bytes")
        }
        return text
    }
}

extension JSONReader {
    /// A member by either of its names, or nil where it is left out.
    fileprivate func optional(_ key: String, _ otherKey: String?) throws(JSONError) -> JSONReader? {
        if let member = try optional(key) { return member }
        return if let otherKey { try optional(otherKey) } else { nil }
    }

    /// The elements of a member that may be left out.
    fileprivate func list(_ key: String, _ otherKey: String? = nil) throws(JSONError) -> [JSONReader] {
        try optional(key, otherKey)?.elements() ?? []
    }

    /// The integers of a member that may be left out.
    fileprivate func integers(_ key: String, _ otherKey: String? = nil) throws(JSONError) -> [Int]? {
        try optional(key, otherKey)?.integers()
    }

    fileprivate func integers() throws(JSONError) -> [Int] {
        try elements().map { (reader) throws(JSONError) in try reader.integer() }
    }
}

extension String {
    /// `strideH` as `stride_h`.
    fileprivate var snakeCase: String {
        guard utf8.contains(where: { (0x41...0x5A).contains($0) }) else { return self }
        var result = ""
        for scalar in unicodeScalars {
            if ("A"..."Z").contains(scalar) {
                result += "_" + String(scalar).lowercased()
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
