import GraphIR

/// Writes one GraphProto: the main graph, or a body of one of its nodes.
struct ONNXGraphWriter {
    private let graph: Graph
    /// A name for each value that no other has, here or in the graphs around.
    private let names: [String]
    private let usedNames: Set<String>

    /// - Parameters:
    ///   - outerNames: the names in the graphs around.
    ///   - captured: the names of the values that a graph around defines.
    init(_ graph: Graph, outerNames: Set<String> = [], captured: [Value.ID: String] = [:]) {
        self.graph = graph
        var used = outerNames
        names = graph.values.indices.map { index in
            if let name = captured[Value.ID(index)] { return name }
            var name = graph.values[index].name
            if name.isEmpty { name = "value_\(index)" }
            while !used.insert(name).inserted { name += "_\(index)" }
            return name
        }
        usedNames = used
    }

    /// - Throws: `ImportError` with the node as its place, for what ONNX cannot say.
    func write<Generator>(_ tensors: inout ONNXTensorWriter<Generator>) throws(ImportError) -> [UInt8] {
        var message: [UInt8] = []
        for index in graph.executionOrder.isEmpty ? Array(graph.nodes.indices) : graph.executionOrder {
            let body = try located(ModelLocation(node: graph.label(ofNode: index))) { () throws(ImportError) in
                try node(graph.nodes[index], &tensors)
            }
            message.append(field: 1, body)
        }
        message.append(field: 2, graph.name.isEmpty ? "graph" : graph.name)
        for (index, value) in graph.values.enumerated() where value.isConstant && value.producer == nil {
            let operand = Operand(value.type, elements: value.elements, isConstant: true)
            let body = try located(ModelLocation(part: "initializer \"\(value.name)\"")) { () throws(ImportError) in
                try tensors.tensor(operand, name: names[index])
            }
            message.append(field: 5, body)
        }
        for id in graph.inputs { message.append(field: 11, declaration(of: id)) }
        for id in graph.outputs { message.append(field: 12, declaration(of: id)) }
        // What others write can be inferred.
        for node in graph.nodes where node.operation == nil {
            for case let id? in node.outputs where !graph.outputs.contains(id) {
                message.append(field: 13, declaration(of: id))
            }
        }
        return message
    }

    private func declaration(of id: Value.ID) -> [UInt8] {
        var message: [UInt8] = []
        message.append(field: 1, names[id.index])
        if let type = Self.type(graph[id].type) { message.append(field: 2, type) }
        return message
    }

    private func node<Generator>(
        _ node: Node, _ tensors: inout ONNXTensorWriter<Generator>
    ) throws(ImportError) -> [UInt8] {
        var message: [UInt8] = []
        let captures = Set(node.bodies.flatMap(\.captures).map(\.input))
        for (index, id) in node.inputs.enumerated() where !captures.contains(index) {
            message.append(field: 1, id.map { names[$0.index] } ?? "")
        }
        for id in node.outputs { message.append(field: 2, id.map { names[$0.index] } ?? "") }
        if !node.name.isEmpty { message.append(field: 3, node.name) }
        message.append(field: 4, node.operatorName)
        for attribute in attributes(of: node) {
            let body = try located(ModelLocation(part: "attribute \"\(attribute.name)\"")) { () throws(ImportError) in
                try self.attribute(attribute, of: node, &tensors)
            }
            message.append(field: 5, body)
        }
        if !node.domain.isEmpty { message.append(field: 7, node.domain) }
        return message
    }

    private func attributes(of node: Node) -> [OperatorDescription.Attribute] {
        guard node.operation is Constant, node.attributes.isEmpty, let output = node.outputs.first ?? nil else {
            return node.attributes
        }
        let value = graph[output]
        return [.init("value", .tensor(Operand(value.type, elements: value.elements, isConstant: true)))]
    }

    private func attribute<Generator>(
        _ attribute: OperatorDescription.Attribute, of node: Node, _ tensors: inout ONNXTensorWriter<Generator>
    ) throws(ImportError) -> [UInt8] {
        var message: [UInt8] = []
        message.append(field: 1, attribute.name)
        let kind: Int
        switch attribute.value {
        case .real(let value):
            message.append(field: 2, Float(value))
            kind = 1
        case .integer(let value):
            message.append(field: 3, value)
            kind = 2
        case .string(let value):
            message.append(field: 4, value)
            kind = 3
        case .tensor(let operand):
            message.append(field: 5, try tensors.tensor(operand, name: ""))
            kind = 4
        case .graph:
            message.append(field: 6, try body(attribute.name, of: node, &tensors))
            kind = 5
        case .reals(let values):
            for value in values { message.append(field: 7, Float(value)) }
            kind = 6
        case .integers(let values):
            for value in values { message.append(field: 8, value) }
            kind = 7
        case .strings(let values):
            for value in values { message.append(field: 9, value) }
            kind = 8
        case .type(let type):
            message.append(field: 14, Self.type(type) ?? [])
            kind = 13
        case .other(let found):
            throw ImportError(.inconsistent("expected a number, a text, a tensor, a graph or a type, found \(found)"))
        }
        message.append(field: 20, kind)
        return message
    }

    private func body<Generator>(
        _ name: String, of node: Node, _ tensors: inout ONNXTensorWriter<Generator>
    ) throws(ImportError) -> [UInt8] {
        guard let body = node.bodies.first(where: { $0.name == name }) else {
            throw ImportError(.inconsistent("expected the graph of the file, found none that was kept"))
        }
        var captured: [Value.ID: String] = [:]
        for capture in body.captures { captured[capture.inner] = node.inputs[capture.input].map { names[$0.index] } }
        return try ONNXGraphWriter(body.graph, outerNames: usedNames, captured: captured).write(&tensors)
    }

    /// A TypeProto; nil for what is not known.
    private static func type(_ type: TensorType) -> [UInt8]? {
        guard type.element != .unknown else { return nil }
        var tensor: [UInt8] = []
        tensor.append(field: 1, type.element.onnxDataType)
        if let shape = type.shape { tensor.append(field: 2, self.shape(shape)) }
        var message: [UInt8] = []
        message.append(field: 1, tensor)
        switch type.container {
        case .tensor: return message
        case .sequence: return wrapped(message, 4)
        case .optional: return wrapped(message, 9)
        case .optionalSequence: return wrapped(wrapped(message, 4), 9)
        case .map: return nil
        }
    }

    /// The type of what holds values of a type.
    private static func wrapped(_ type: [UInt8], _ field: Int) -> [UInt8] {
        var content: [UInt8] = []
        content.append(field: 1, type)
        var message: [UInt8] = []
        message.append(field: field, content)
        return message
    }

    private static func shape(_ shape: TensorShape) -> [UInt8] {
        var message: [UInt8] = []
        for dimension in shape {
            var body: [UInt8] = []
            switch dimension {
            case .fixed(let value): body.append(field: 1, value)
            case .symbolic(let name): body.append(field: 2, name)
            case .unknown: break
            }
            message.append(field: 1, body)
        }
        return message
    }
}
