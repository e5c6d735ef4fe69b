import GraphIR

/// ncnn's `.param` text: the graph of a model whose weights stand in a `.bin` beside it, which is never read.
enum NCNNFormat: ModelFormat {
    static let name = "ncnn"
    static let description = "ncnn"

    static func recognizes(_ bytes: RawSpan) -> Bool {
        let mark = Array(NCNNText.mark.utf8)
        return bytes.byteCount > mark.count && mark.indices.allSatisfy { bytes.byte(at: $0) == mark[$0] }
    }

    static func read(
        _ bytes: RawSpan, limits: ImportLimits, memory: ReadingMemory
    ) throws(ImportError) -> ImportedModel {
        let text = try NCNNText(try strip(bytes, limits: limits))
        return ImportedModel(
            graph: try NCNNGraphBuilder.graph(of: text), format: name, producer: "", irVersion: nil, operatorSets: [],
            diagnostics: text.diagnostics, digest: ModelFormats.digest(of: bytes))
    }

    /// The text holds no weights.
    static func strip(_ bytes: RawSpan, limits: ImportLimits) throws(ImportError) -> [UInt8] {
        guard bytes.byteCount <= limits.structureByteCount else {
            throw .overStructureLimit(limits.structureByteCount)
        }
        return unsafe bytes.withUnsafeBytes { unsafe Array($0) }
    }
}

extension NCNNText {
    /// What the reader of a graph should know.
    fileprivate var diagnostics: [Diagnostic] {
        guard trailingLineCount > 0 else { return [] }
        return [
            Diagnostic(
                .warning, "trailing-lines",
                "\(trailingLineCount) lines stand behind the \(layers.count) layers that the file announces; ncnn reads "
                    + "no further")
        ]
    }
}

/// Makes a `Graph` of layers that read what earlier ones write.
private struct NCNNGraphBuilder {
    private var graph = Graph()
    private var ids: [String: Value.ID] = [:]

    static func graph(of text: NCNNText) throws(ImportError) -> Graph {
        var builder = NCNNGraphBuilder()
        for layer in text.layers { try builder.add(layer) }
        guard builder.ids.count == text.blobCount else {
            throw ImportError(.inconsistent("expected \(text.blobCount) blobs, found \(builder.ids.count)"))
        }
        let readers = builder.graph.readers()
        builder.graph.outputs = builder.ids.values.filter { readers[$0.index].isEmpty }.sorted { $0.index < $1.index }
        return builder.graph
    }

    private mutating func add(_ layer: NCNNText.Layer) throws(ImportError) {
        let description = OperatorDescription(
            name: layer.type, domain: OperatorDescription.ncnnDomain, opset: 1, inputCount: layer.inputs.count,
            outputCount: layer.outputs.count, attributes: layer.parameters)
        let label = ModelLocation.NodeLabel(
            index: graph.nodes.count, name: layer.name, operatorName: layer.type)
        try located(ModelLocation(node: label, part: "line \(layer.line)")) { () throws(ImportError) in
            var inputs: [Value.ID] = []
            for name in layer.inputs { inputs.append(try blob(name)) }
            do {
                if layer.type == "Input" {
                    try addInput(layer, description)
                } else {
                    try addNode(layer, try Operators.make(description), inputs)
                }
            } catch let error as OperatorError {
                throw ImportError(.inconsistent(error.reason), at: ModelLocation(part: error.partDescription))
            } catch let error as ImportError {
                throw error
            } catch {
                throw ImportError(.inconsistent("expected an error of a layer, found \(error)"))
            }
        }
    }

    private func blob(_ name: String) throws(ImportError) -> Value.ID {
        guard let id = ids[name] else {
            throw ImportError(.inconsistent("expected a blob that an earlier layer writes, found \"\(name)\""))
        }
        return id
    }

    private mutating func addInput(_ layer: NCNNText.Layer, _ description: OperatorDescription) throws {
        let type = TensorType(.float32, try description.ncnnExtents())
        for name in layer.outputs {
            let input = try write(name, type)
            graph.inputs.append(input)
        }
    }

    private mutating func addNode(
        _ layer: NCNNText.Layer, _ operation: (any Operator)?, _ blobs: [Value.ID]
    ) throws {
        let known = operation as? any NCNNLayer
        let held = known?.constants.enumerated().map { index, constant in
            graph.add(
                Value(
                    name: "\(layer.name)_\(index)", type: constant.type, elements: constant.elements, isConstant: true))
        }
        var outputs: [Value.ID] = []
        for name in layer.outputs { outputs.append(try write(name, TensorType(.unknown, nil))) }
        try graph.add(
            Node(
                name: layer.name, operatorName: layer.type, domain: OperatorDescription.ncnnDomain,
                onnxName: known?.onnxName ?? layer.type, operation: operation, inputs: blobs + (held ?? []),
                outputs: outputs))
    }

    private mutating func write(_ name: String, _ type: TensorType) throws(ImportError) -> Value.ID {
        guard ids[name] == nil else {
            throw ImportError(.inconsistent("expected a new blob, found \"\(name)\", which is written already"))
        }
        let id = graph.add(Value(name: name, type: type))
        ids[name] = id
        return id
    }
}
