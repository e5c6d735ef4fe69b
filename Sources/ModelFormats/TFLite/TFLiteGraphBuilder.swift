import GraphIR

/// Makes a `Graph` of a model's first subgraph, which is the one that TFLite runs, and of those that its operators run as
/// their bodies; checks every index of all.
struct TFLiteGraphBuilder {
    private let model: TFLiteModel
    private let limits: ImportLimits
    private var diagnostics: [Diagnostic] = []
    /// The subgraphs that are being read, each run by an operator of the one before.
    private var stack: [Int] = []
    /// How many more operators subgraphs that run others may come to.
    private var remainingNodeCount: Int

    /// The graph, and what its reader should know.
    ///
    /// - Parameter bytes: those of which the buffers' ranges speak.
    static func graph(
        of model: TFLiteModel, bytes: RawSpan, limits: ImportLimits
    ) throws(ImportError) -> (graph: Graph, diagnostics: [Diagnostic]) {
        var builder = TFLiteGraphBuilder(model: model, limits: limits)
        try builder.checkModel(byteCount: bytes.byteCount)
        for index in model.subgraphs.indices { try builder.check(index) }
        let graph = try builder.graph(ofSubgraph: 0, bytes)
        builder.noteSignatures()
        return (graph, builder.diagnostics)
    }

    private init(model: TFLiteModel, limits: ImportLimits) {
        (self.model, self.limits) = (model, limits)
        remainingNodeCount = limits.functionNodeCount
    }

    private func checkModel(byteCount: Int) throws(ImportError) {
        guard model.version == 3 else {
            throw ImportError(.inconsistent("expected version 3, found \(model.version)"))
        }
        guard !model.subgraphs.isEmpty else { throw ImportError(.inconsistent("expected a subgraph, found none")) }
        for (index, code) in model.operatorCodes.enumerated() where code.name == nil {
            throw ImportError(
                .inconsistent("expected the number of an operator, found \(code.builtinCode)"),
                at: ModelLocation(part: "operator_codes[\(index)]"))
        }
        for (index, buffer) in model.buffers.enumerated() where buffer.offset > 1 {
            try checkRange(buffer.offset, buffer.size, byteCount, "buffers[\(index)]")
        }
        for (index, entry) in model.metadata.enumerated() {
            try check(entry.buffer, in: model.buffers.count, "a buffer", "metadata[\(index)]: buffer")
        }
        for (index, signature) in model.signatures.enumerated() {
            try check(
                signature.subgraph, in: model.subgraphs.count, "a subgraph", "signature_defs[\(index)]: subgraph_index")
        }
    }

    /// What stands behind the tables must stand in the file.
    private func checkRange(
        _ offset: UInt64, _ size: UInt64, _ byteCount: Int, _ part: String
    ) throws(ImportError) {
        let (end, overflow) = offset.addingReportingOverflow(size)
        guard !overflow, end <= UInt64(byteCount) else {
            throw ImportError(
                .inconsistent("expected \(size) bytes from byte \(offset), found a file of \(byteCount)"),
                at: ModelLocation(part: part))
        }
    }

    private func check(
        _ index: Int, in count: Int, _ what: String, _ part: String
    ) throws(ImportError) {
        guard (0..<count).contains(index) else {
            throw ImportError(
                .inconsistent("expected \(what) from 0 to \(count - 1), found \(index)"),
                at: ModelLocation(part: part))
        }
    }

    private func check(_ index: Int) throws(ImportError) {
        let subgraph = model.subgraphs[index]
        let label = subgraph.name.isEmpty ? String(index) : subgraph.name
        try located(ModelLocation(subgraph: index == 0 ? nil : label)) { () throws(ImportError) in
            for (index, tensor) in subgraph.tensors.enumerated() { try check(tensor, index) }
            for (name, list) in [("inputs", subgraph.inputs), ("outputs", subgraph.outputs)] {
                for (index, tensor) in list.enumerated() {
                    try check(tensor, in: subgraph.tensors.count, "a tensor", "\(name)[\(index)]")
                }
            }
            for (index, node) in subgraph.operators.enumerated() { try check(node, index, of: subgraph) }
        }
    }

    private func check(_ tensor: TFLiteModel.Tensor, _ index: Int) throws(ImportError) {
        let label = "tensor \(index)" + (tensor.name.isEmpty ? "" : " \"\(tensor.name)\"")
        guard let element = TFLiteType.element(tensor.type) else {
            throw ImportError(
                .inconsistent("expected the number of a type, found \(tensor.type)"),
                at: ModelLocation(part: "\(label): type"))
        }
        // A model without any buffers has lost them to a dump.
        if !model.buffers.isEmpty || tensor.buffer < 0 {
            try check(tensor.buffer, in: model.buffers.count, "a buffer", "\(label): buffer")
        }
        var count: Int? = 1
        for (axis, extent) in (tensor.shape ?? []).enumerated() {
            guard (0...Dimension.limit).contains(extent) else {
                throw ImportError(
                    .inconsistent("expected an extent from 0 to \(Dimension.limit), found \(extent)"),
                    at: ModelLocation(part: "\(label): shape[\(axis)]"))
            }
            count = count?.product(with: extent)
        }
        for (axis, extent) in tensor.shapeSignature.enumerated() where !(-1...Dimension.limit).contains(extent) {
            throw ImportError(
                .inconsistent("expected an extent from -1 to \(Dimension.limit), found \(extent)"),
                at: ModelLocation(part: "\(label): shape_signature[\(axis)]"))
        }
        try checkQuantization(of: tensor, label)
        guard let count else {
            throw ImportError(
                .inconsistent("expected fewer than 2^63 elements, found more"),
                at: ModelLocation(part: "\(label): shape"))
        }
        try checkBytes(of: tensor, element, count: count, label)
    }

    private func checkQuantization(of tensor: TFLiteModel.Tensor, _ label: String) throws(ImportError) {
        guard let quantization = tensor.quantization, quantization.scales.count > 1, let shape = tensor.shape else {
            return
        }
        try check(quantization.axis, in: shape.count, "an axis", "\(label): quantized_dimension")
        guard quantization.scales.count == shape[quantization.axis] else {
            throw ImportError(
                .inconsistent(
                    "expected \(shape[quantization.axis]) scales, one per channel, found \(quantization.scales.count)"),
                at: ModelLocation(part: "\(label): scale"))
        }
    }

    /// The elements of a constant are as many as its shape says.
    private func checkBytes(
        of tensor: TFLiteModel.Tensor, _ element: ElementType, count: Int, _ label: String
    ) throws(ImportError) {
        guard model.buffers.indices.contains(tensor.buffer), !tensor.isSparse, element != .string, element != .unknown,
            let found = model.buffers[tensor.buffer].filledByteCount
        else { return }
        let expected = count.product(with: element.bitCount).map { $0 / 8 + ($0 % 8 > 0 ? 1 : 0) }
        guard found == expected else {
            throw ImportError(
                .inconsistent(
                    "expected \(expected ?? .max) bytes for \(count) elements of \(element.rawValue), found \(found)"),
                at: ModelLocation(part: "\(label): buffer \(tensor.buffer)"))
        }
    }

    private func check(
        _ node: TFLiteModel.Operator, _ index: Int, of subgraph: TFLiteModel.Subgraph
    ) throws(ImportError) {
        guard model.operatorCodes.indices.contains(node.operatorCode) else {
            throw ImportError(
                .inconsistent(
                    "expected an operator code from 0 to \(model.operatorCodes.count - 1), found \(node.operatorCode)"),
                at: ModelLocation(node: .init(index: index), part: "opcode_index"))
        }
        let label = ModelLocation.NodeLabel(
            index: index, operatorName: model.operatorCodes[node.operatorCode].name ?? "")
        for (name, list) in [("input", node.inputs), ("output", node.outputs)] {
            for (place, tensor) in list.enumerated() where tensor != -1 {
                guard subgraph.tensors.indices.contains(tensor) else {
                    throw ImportError(
                        .inconsistent("expected a tensor from 0 to \(subgraph.tensors.count - 1), found \(tensor)"),
                        at: ModelLocation(node: label, part: "\(name) \(place)"))
                }
            }
        }
        for attribute in node.attributes {
            guard let numbers = attribute.subgraphs else { continue }
            for number in numbers where number != -1 && !model.subgraphs.indices.contains(number) {
                throw ImportError(
                    .inconsistent("expected a subgraph from 0 to \(model.subgraphs.count - 1), found \(number)"),
                    at: ModelLocation(node: label, part: "attribute \"\(attribute.name)\""))
            }
        }
    }

    private mutating func graph(ofSubgraph number: Int, _ bytes: RawSpan) throws(ImportError) -> Graph {
        let subgraph = model.subgraphs[number]
        try enter(number)
        defer { stack.removeLast() }
        var graph = Graph(name: subgraph.name)
        var isWritten = Array(repeating: false, count: subgraph.tensors.count)
        for node in subgraph.operators {
            for tensor in node.outputs where tensor >= 0 { isWritten[tensor] = true }
        }
        var isInput = Array(repeating: false, count: subgraph.tensors.count)
        for tensor in subgraph.inputs { isInput[tensor] = true }
        var ids: [Value.ID] = []
        ids.reserveCapacity(subgraph.tensors.count)
        for (index, tensor) in subgraph.tensors.enumerated() {
            ids.append(graph.add(value(of: tensor, isWritten: isWritten[index], isInput: isInput[index], bytes)))
        }
        graph.inputs = subgraph.inputs.map { ids[$0] }
        graph.outputs = subgraph.outputs.map { ids[$0] }
        for (index, node) in subgraph.operators.enumerated() {
            let label = label(of: node, at: index, in: subgraph)
            try located(ModelLocation(node: label)) { () throws(ImportError) in
                try add(node, label, to: &graph, ids, bytes)
            }
        }
        return graph
    }

    /// A file of subgraphs that each run the next one twice would have no end.
    private mutating func enter(_ number: Int) throws(ImportError) {
        guard !stack.contains(number) else {
            throw ImportError(
                .inconsistent("expected subgraphs that do not run themselves, found \(number) within itself"))
        }
        guard stack.count < limits.depth else {
            throw ImportError(.overLimit("expected subgraphs nested at most \(limits.depth) deep, found more"))
        }
        if !stack.isEmpty { remainingNodeCount -= 1 + model.subgraphs[number].operators.count }
        guard remainingNodeCount >= 0 else {
            throw ImportError(
                .overLimit(
                    "expected subgraphs within others of at most \(limits.functionNodeCount) operators, found more"))
        }
        stack.append(number)
    }

    private func value(
        of tensor: TFLiteModel.Tensor, isWritten: Bool, isInput: Bool, _ bytes: RawSpan
    ) -> Value {
        let element = TFLiteType.element(tensor.type) ?? .unknown
        // What nothing writes and nobody feeds is a constant, whether or not its elements are in the file.
        let isConstant = !isWritten && !isInput && !tensor.isVariable
        var value = Value(
            name: tensor.name, type: TensorType(element, shape(of: tensor, isWritten: isWritten)),
            isConstant: isConstant)
        value.quantization = tensor.quantization
        if isConstant,
            let range = model.buffers.indices.contains(tensor.buffer) ? model.buffers[tensor.buffer].range : nil,
            let count = value.type.elementCount, count <= element.keptTFLiteCount, !tensor.isSparse
        {
            value.elements = bytes.elements(of: element, in: range)
        }
        return value
    }

    /// What runs by default is a batch of the shape's extent, mostly 1. Other extents that the signature leaves open
    /// stand in the shape as 1 too, which no image has: they stay open, and those of what is computed follow.
    private func shape(of tensor: TFLiteModel.Tensor, isWritten: Bool) -> TensorShape? {
        let shape = tensor.shape ?? []
        if isWritten, shape.isEmpty, !tensor.hasRank { return nil }
        guard tensor.shapeSignature.count == shape.count else { return TensorShape(fixed: shape) }
        return TensorShape(
            shape.indices.map { axis in
                tensor.shapeSignature[axis] == -1 && (isWritten || axis > 0) ? .unknown : .fixed(shape[axis])
            })
    }

    private func label(
        of node: TFLiteModel.Operator, at index: Int, in subgraph: TFLiteModel.Subgraph
    ) -> ModelLocation.NodeLabel {
        let written = node.outputs.first { $0 >= 0 }
        return .init(
            index: index, name: written.map { subgraph.tensors[$0].ownName } ?? "",
            operatorName: model.operatorCodes[node.operatorCode].name ?? "")
    }

    private mutating func add(
        _ node: TFLiteModel.Operator, _ label: ModelLocation.NodeLabel, to graph: inout Graph, _ ids: [Value.ID],
        _ bytes: RawSpan
    ) throws(ImportError) {
        let code = model.operatorCodes[node.operatorCode]
        let flow = try controlFlow(of: node, label, bytes)
        if flow == nil { noteSubgraphs(of: node, label) }
        let description = OperatorDescription(
            name: label.operatorName, domain: OperatorDescription.tfliteDomain, opset: code.version,
            inputCount: node.inputs.count, outputCount: node.outputs.count, attributes: node.attributes)
        let operation: (any Operator)?
        do {
            operation = code.isCustom ? nil : try Operators.make(flow?.description ?? description)
        } catch {
            throw ImportError(.inconsistent(error.reason), at: ModelLocation(part: error.partDescription))
        }
        do {
            try graph.add(
                Node(
                    name: label.name, operatorName: label.operatorName, domain: OperatorDescription.tfliteDomain,
                    operation: operation,
                    inputs: Array(repeating: nil, count: flow?.omittedInputCount ?? 0)
                        + node.inputs.map { $0 < 0 ? nil : ids[$0] },
                    outputs: node.outputs.map { $0 < 0 ? nil : ids[$0] }, bodies: flow?.bodies ?? []))
        } catch {
            throw ImportError(error)
        }
    }

    /// What an operator runs, where that is a choice or a loop.
    private mutating func controlFlow(
        of node: TFLiteModel.Operator, _ label: ModelLocation.NodeLabel, _ bytes: RawSpan
    ) throws(ImportError) -> TFLiteControlFlow? {
        switch label.operatorName {
        case "IF":
            return try .choice(
                then: try graph(named: "then_subgraph_index", of: node, bytes),
                otherwise: try graph(named: "else_subgraph_index", of: node, bytes),
                argumentCount: node.inputs.count - 1, resultCount: node.outputs.count)
        case "WHILE":
            return try .loop(
                while: try graph(named: "cond_subgraph_index", of: node, bytes),
                body: try graph(named: "body_subgraph_index", of: node, bytes), carriedCount: node.inputs.count,
                resultCount: node.outputs.count)
        default: return nil
        }
    }

    /// The graph of the subgraph that an attribute names.
    private mutating func graph(
        named name: String, of node: TFLiteModel.Operator, _ bytes: RawSpan
    ) throws(ImportError) -> Graph {
        // What is not stored is 0.
        let number = node.attributes.first { $0.name == name }?.subgraphs?.first ?? 0
        let place = ModelLocation(part: "attribute \"\(name)\"")
        guard number >= 0 else {
            throw ImportError(.inconsistent("expected a subgraph, found none"), at: place)
        }
        return try located(place) { () throws(ImportError) in try graph(ofSubgraph: number, bytes) }
    }

    /// Other operators run subgraphs that are no part of the graph.
    private mutating func noteSubgraphs(of node: TFLiteModel.Operator, _ label: ModelLocation.NodeLabel) {
        for number in node.attributes.lazy.compactMap(\.subgraphs).joined() where number > 0 {
            let body = model.subgraphs[number]
            let what = "runs subgraph \(number) \"\(body.name)\" of \(body.operators.count) operators"
            diagnostics.append(
                label.operatorName == "CALL_ONCE"
                    ? Diagnostic(
                        .note, "subgraph", "\(what) before the first run, which are not counted",
                        at: ModelLocation(node: label))
                    : Diagnostic(
                        .warning, "subgraph", "\(what), which are not counted", at: ModelLocation(node: label)))
        }
    }

    private mutating func noteSignatures() {
        for signature in model.signatures where signature.subgraph != 0 {
            diagnostics.append(
                Diagnostic(
                    .note, "signature",
                    "signature \"\(signature.key)\" runs subgraph \(signature.subgraph); the first subgraph is read"))
        }
    }
}

extension TFLiteModel.Tensor {
    /// The first of the names that the converter joins where it joins layers.
    fileprivate var ownName: String {
        name.utf8.firstIndex(of: UInt8(ascii: ";")).map { String(name[..<$0]) } ?? name
    }
}

extension TFLiteModel.Buffer {
    /// How many bytes there are; nil where there are none, which a computed tensor's buffer looks like too.
    fileprivate var filledByteCount: Int? {
        if offset > 1 { return Int(exactly: size) }
        let count = byteCount ?? range?.count ?? 0
        return count > 0 ? count : nil
    }
}

extension OperatorDescription.Attribute {
    /// The subgraphs that an operator runs, where this attribute names them.
    fileprivate var subgraphs: [Int]? {
        guard name == "subgraph" || name.hasSuffix("subgraph_index") || name == "branch_subgraph_indices" else {
            return nil
        }
        switch value {
        case .integer(let number): return [number]
        case .integers(let numbers): return numbers
        default: return nil
        }
    }
}

extension RawSpan {
    /// The little-endian elements in a range; nil for a type whose elements are not followed.
    fileprivate func elements(of element: ElementType, in range: Range<Int>) -> Elements? {
        let count = range.count * 8 / element.bitCount
        func load<T: BitwiseCopyable>(_ index: Int, as type: T.Type) -> T {
            unsafe unsafeLoadUnaligned(fromByteOffset: range.lowerBound + index * MemoryLayout<T>.size, as: type)
        }
        func integers<T: FixedWidthInteger & BitwiseCopyable>(_ type: T.Type) -> Elements {
            .integers((0..<count).map { Int(exactly: load($0, as: type)).map(Dimension.fixed) ?? .unknown })
        }
        switch element {
        case .bool, .uint8: return integers(UInt8.self)
        case .int8: return integers(Int8.self)
        case .int16: return integers(Int16.self)
        case .uint16: return integers(UInt16.self)
        case .int32: return integers(Int32.self)
        case .uint32: return integers(UInt32.self)
        case .int64: return integers(Int64.self)
        case .uint64: return integers(UInt64.self)
        case .float16: return .reals((0..<count).map { Double(load($0, as: Float16.self)) })
        case .float32: return .reals((0..<count).map { Double(load($0, as: Float.self)) })
        case .float64: return .reals((0..<count).map { load($0, as: Double.self) })
        default: return nil
        }
    }
}
