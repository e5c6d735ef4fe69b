import GraphIR
import JSONText

/// nn-Meter's graphs: an object of nodes by name, each with the nodes that it reads, those that read it, a type of
/// TensorFlow's or ONNX's, attributes, and the shapes of what it reads and writes, channels last; or one such object a
/// line, as the member `graph` beside the latencies that were measured.
///
/// https://github.com/microsoft/nn-Meter, nn_meter/ir_converter and docs/dataset.md.
enum NNMeterFormat: ModelFormat {
    static let name = "nn-meter"
    static let description = "nn-Meter JSON"

    static func recognizes(_ bytes: RawSpan) -> Bool {
        guard RelaxedJSON.firstKey(of: bytes) != nil else { return false }
        // What every node has stands near the beginning.
        return bytes.contains("\"inbounds\"", before: 65536) || bytes.contains("\"outbounds\"", before: 65536)
    }

    static func read(
        _ bytes: RawSpan, limits: ImportLimits, memory: ReadingMemory
    ) throws(ImportError) -> ImportedModel {
        let text = try strip(bytes, limits: limits)
        do {
            return try read(text)
        } catch let error as JSONError {
            throw ImportError(.malformed(error.message), at: ModelLocation(part: error.place))
        } catch let error as GraphError {
            throw ImportError(error)
        } catch {
            throw ImportError(.inconsistent("expected an error of a graph, found \(error)"))
        }
    }

    /// The ranges of lines, where each is an object; else none.
    static func lines(of bytes: RawSpan) -> [Range<Int>] {
        var lines: [Range<Int>] = []
        var start = 0
        while start < bytes.byteCount {
            var end = start
            while end < bytes.byteCount, bytes.byte(at: end) != 0x0A { end += 1 }
            if end > start {
                guard bytes.byte(at: start) == UInt8(ascii: "{") else { return [] }
                lines.append(start..<end)
            }
            start = end + 1
        }
        return lines
    }

    /// The text holds no weights.
    static func strip(_ bytes: RawSpan, limits: ImportLimits) throws(ImportError) -> [UInt8] {
        guard bytes.byteCount <= limits.structureByteCount else {
            throw .overStructureLimit(limits.structureByteCount)
        }
        return unsafe bytes.withUnsafeBytes { unsafe Array($0) }
    }

    private static func read(_ text: [UInt8]) throws -> ImportedModel {
        var reader = JSONReader(try JSONValue(parsing: text))
        if let graph = try reader.optional("graph"), try graph.optional("inbounds") == nil { reader = graph }
        return ImportedModel(
            graph: try NNMeterGraphBuilder.graph(of: reader), format: name, producer: "", irVersion: nil,
            operatorSets: [], diagnostics: [], digest: unsafe ModelFormats.digest(of: text.span.bytes))
    }
}

/// Makes a `Graph` of nodes that name each other; images have their channels first, as operators of ONNX want them.
private struct NNMeterGraphBuilder {
    private var graph = Graph()
    /// The value of each node's output.
    private var outputs: [String: [Value.ID]] = [:]

    /// ONNX's names for TensorFlow's types; others keep theirs.
    private static let onnxNames = [
        "Add": "Add", "AddV2": "Add", "AvgPool": "AveragePool", "BiasAdd": "Add", "ConcatV2": "Concat",
        "Conv2D": "Conv", "DepthwiseConv2dNative": "Conv", "Elewise": "Add", "FusedBatchNorm": "BatchNormalization",
        "FusedBatchNormV3": "BatchNormalization", "MatMul": "Gemm", "Mean": "ReduceMean", "Maximum": "Max",
        "Pack": "Concat", "RealDiv": "Div", "Relu6": "Clip", "ReLU": "Relu", "SplitV": "Split",
        "StridedSlice": "Slice", "add": "Add", "avgpool": "AveragePool", "bn": "BatchNormalization",
        "concat": "Concat", "conv": "Conv", "dwconv": "Conv", "fc": "Gemm", "gap": "GlobalAveragePool",
        "maxpool": "MaxPool", "mul": "Mul", "relu": "Relu", "reshape": "Reshape", "split": "Split",
        "transpose": "Transpose",
    ]

    static func graph(of reader: JSONReader) throws -> Graph {
        var builder = NNMeterGraphBuilder()
        let members = try reader.members()
        for (name, node) in members { try builder.addValues(name, node) }
        for (name, node) in members { try builder.addNode(name, node) }
        let readers = builder.graph.readers()
        builder.graph.outputs = members.flatMap { builder.outputs[$0.key] ?? [] }.filter { readers[$0.index].isEmpty }
        return builder.graph
    }

    private mutating func addValues(_ name: String, _ reader: JSONReader) throws {
        let attributes = try reader.member("attr")
        let kind = try attributes.member("type").string()
        var values: [Value.ID] = []
        for shape in try attributes.shapes("output_shape") {
            values.append(
                graph.add(
                    Value(name: name, type: TensorType(.float32, shape), isConstant: kind == "Const")))
        }
        if kind == "Placeholder" {
            if values.isEmpty {
                let shape = try attributes.member("attr").optional("shape")?.shape() ?? nil
                values = [graph.add(Value(name: name, type: TensorType(.float32, shape)))]
            }
            graph.inputs += values
        } else if values.isEmpty {
            values = [graph.add(Value(name: name, type: TensorType(.float32, nil), isConstant: kind == "Const"))]
        }
        outputs[name] = values
    }

    private mutating func addNode(_ name: String, _ reader: JSONReader) throws {
        let attributes = try reader.member("attr")
        let kind = try attributes.member("type").string()
        guard kind != "Placeholder", kind != "Const" else { return }
        var inputs: [Value.ID] = []
        for source in try reader.optional("inbounds")?.elements() ?? [] {
            // Weights are named and not there.
            guard let values = outputs[try source.string()] else { continue }
            inputs.append(values.count > 1 ? unread(values, by: inputs) : values[0])
        }
        if inputs.isEmpty { inputs = try addInputs(name, attributes) }
        let written = outputs[name] ?? []
        let onnxName = Self.onnxNames[kind] ?? kind
        let settings = try NNMeterSettings(
            kind: kind, onnxName: onnxName, attributes, input: inputs.first.flatMap { graph[$0].type.shape },
            output: written.first.flatMap { graph[$0].type.shape })
        inputs += settings.constants(beside: inputs.count).map { shape in
            graph.add(Value(name: "", type: TensorType(.float32, TensorShape(fixed: shape)), isConstant: true))
        }
        try graph.add(
            Node(
                name: name, operatorName: kind, domain: OperatorDescription.nnMeterDomain, onnxName: onnxName,
                operation: try settings.operation(inputCount: inputs.count)
                    ?? NNMeterOperator(types: written.map { graph[$0].type }),
                inputs: inputs, outputs: written))
    }

    /// A node whose source is not in the graph reads an input of the graph.
    private mutating func addInputs(_ name: String, _ attributes: JSONReader) throws -> [Value.ID] {
        let shapes = try attributes.shapes("input_shape")
        let inputs = shapes.map { graph.add(Value(name: "\(name)/input", type: TensorType(.float32, $0))) }
        graph.inputs += inputs
        return inputs
    }

    /// Of a node with several outputs the one that has no reader yet: edges tell the node alone.
    private func unread(_ values: [Value.ID], by inputs: [Value.ID]) -> Value.ID {
        values.first { value in !inputs.contains(value) && !graph.nodes.contains { $0.inputs.contains(value) } }
            ?? values[0]
    }
}

/// What the attributes of a node say, and what they leave out and its shapes tell.
private struct NNMeterSettings {
    private let kind: String
    private let onnxName: String
    private let input: TensorShape?
    private let output: TensorShape?
    private var kernel: [Int] = []
    private var strides: [Int] = []
    private var dilations: [Int] = []
    private var pads: [Int] = []
    private var isPaddedToSame = false
    private var groups = 1
    /// A straight line's slope and height, where the attributes say so.
    private var slope: [OperatorDescription.Attribute] = []

    init(
        kind: String, onnxName: String, _ reader: JSONReader, input: TensorShape?, output: TensorShape?
    ) throws {
        (self.kind, self.onnxName, self.input, self.output) = (kind, onnxName, input, output)
        if onnxName == "HardSigmoid", let settings = try reader.optional("attr") {
            slope = try ["alpha", "beta"].compactMap { name in
                try settings.optional(name).map { .init(name, .real(try $0.number())) }
            }
        }
        guard let settings = try reader.optional("attr"), ["AveragePool", "Conv", "MaxPool"].contains(onnxName) else {
            return
        }
        kernel = try settings.pair("kernel_shape") ?? settings.pair("ks") ?? settings.pair("ksize") ?? []
        if kernel.isEmpty, let weights = try settings.integers("weight_shape") { kernel = Array(weights.prefix(2)) }
        strides = try settings.pair("strides") ?? [1, 1]
        dilations = try settings.pair("dilations") ?? [1, 1]
        pads = try settings.integers("pads") ?? []
        isPaddedToSame = try settings.optional("padding").map { try $0.string() == "SAME" } ?? false
        groups = try settings.optional("group")?.integer() ?? 1
        if kind == "DepthwiseConv2dNative" || kind == "dwconv" { groups = input?.dropFirst().first?.value ?? 1 }
    }

    /// The shapes of the weights that the graph does not hold.
    func constants(beside inputCount: Int) -> [[Int]] {
        let channels = input?.dropFirst().first?.value ?? 1
        let last = output?.last?.value ?? 1
        switch onnxName {
        case "Conv": return [[output?.dropFirst().first?.value ?? 1, channels / max(1, groups)] + kernel]
        case "Gemm": return inputCount > 1 ? [] : [[input?.last?.value ?? 1, last]]
        case "BatchNormalization": return Array(repeating: [channels], count: 4)
        case "Add", "Mul", "Div", "Sub":
            let isImage = output?.count ?? 0 == 4
            return inputCount > 1 ? [] : [kind == "BiasAdd" ? (isImage ? [channels, 1, 1] : [last]) : []]
        default: return []
        }
    }

    /// ONNX's operator, where the attributes say enough of it.
    func operation(inputCount: Int) throws -> (any Operator)? {
        var attributes: [OperatorDescription.Attribute] = []
        switch onnxName {
        case "AveragePool", "Conv", "MaxPool":
            attributes = [
                .init("kernel_shape", .integers(kernel)), .init("strides", .integers(strides)),
                .init("dilations", .integers(dilations)), .init("group", .integer(groups)),
            ]
            if isPaddedToSame {
                attributes.append(.init("auto_pad", .string("SAME_UPPER")))
            } else if pads.count == 4 {
                attributes.append(.init("pads", .integers(pads)))
            }
        case "HardSigmoid": attributes = slope
        case "BatchNormalization", "GlobalAveragePool", "HardSwish", "Relu", "Sigmoid", "Tanh": break
        case "Clip" where kind == "Relu6": attributes = [.init("min", .real(0)), .init("max", .real(6))]
        case "Gemm" where inputCount > 1 && input?.count ?? 0 <= 2: break
        default: return nil
        }
        return try Operators.make(
            OperatorDescription(
                name: onnxName, opset: onnxName == "Clip" ? 6 : 22, inputCount: inputCount, outputCount: 1,
                attributes: attributes))
    }
}

extension JSONReader {
    /// The integers of a member that may be left out.
    fileprivate func integers(_ key: String) throws -> [Int]? { try optional(key)?.elements().map { try $0.integer() } }

    /// Two integers for height and width; of four, those in the middle.
    fileprivate func pair(_ key: String) throws -> [Int]? {
        guard let list = try integers(key) else { return nil }
        return list.count == 4 ? Array(list[1...2]) : list
    }

    /// A shape whose channels stand last, as one whose channels stand behind the batch.
    fileprivate func shape() throws -> TensorShape? {
        var shape = TensorShape()
        for extent in try elements() {
            guard case .integer(let number) = extent.value, (0...Dimension.limit).contains(number) else {
                shape.append(.unknown)
                continue
            }
            shape.append(.fixed(number))
        }
        return shape.count == 4 ? [shape[0], shape[3], shape[1], shape[2]] : shape
    }

    /// The shapes of a member that may be left out.
    fileprivate func shapes(_ key: String) throws -> [TensorShape?] {
        try optional(key)?.elements().map { try $0.shape() } ?? []
    }
}

extension RawSpan {
    /// Whether a text of ASCII stands before an offset.
    fileprivate func contains(_ text: String, before end: Int) -> Bool {
        let pattern = Array(text.utf8)
        guard byteCount >= pattern.count else { return false }
        return (0...(Swift.min(byteCount, end) - pattern.count)).contains { start in
            pattern.indices.allSatisfy { byte(at: start + $0) == pattern[$0] }
        }
    }
}
