import GraphIR

/// Makes a `Graph` of the names that an ONNX graph refers to.
struct ONNXGraphBuilder {
    private var graph: Graph
    private var diagnostics: [Diagnostic] = []
    private let opsets: [String: Int]
    private let functions: Set<ONNXFunction>
    private var ids: [String: Value.ID] = [:]
    private var declaredTypes: [String: TensorType] = [:]
    private var inputs: Set<Value.ID> = []
    private var domainsWithoutOpset: Set<String> = []

    /// - Throws: `ImportError` for a default operator set of a version below 1.
    init(
        name: String, irVersion: Int, operatorSets: [ImportedModel.OperatorSet], functions: Set<ONNXFunction>
    ) throws(ImportError) {
        graph = Graph(name: name)
        self.functions = functions
        var opsets = Dictionary(operatorSets.map { ($0.domain, $0.version) }) { _, last in last }
        // Files of IR versions 1 and 2 cannot say; they are of the first operator set.
        if irVersion < 3, opsets[""] == nil { opsets[""] = 1 }
        if let version = opsets[""], version < 1 {
            throw ImportError(
                .inconsistent("expected an operator set of version 1 or more, found \(version)"),
                at: ModelLocation(part: "opset_import"))
        }
        self.opsets = opsets
    }

    /// The nodes that were added.
    var nodeCount: Int { graph.nodes.count }

    /// Adds a constant.
    ///
    /// - Throws: `ImportError` for a name that is missing or taken.
    mutating func addInitializer(_ name: String, _ tensor: Operand) throws(ImportError) {
        guard !name.isEmpty else {
            throw ImportError(.malformed("expected a name for every initializer, found none"))
        }
        guard ids[name] == nil else { throw taken("initializer", name) }
        ids[name] = graph.add(Value(name: name, type: tensor.type, elements: tensor.elements, isConstant: true))
        noteMissingElements(of: tensor, "initializer \"\(name)\"")
    }

    /// Adds an input; before IR version 4 initializers are listed among them and stay what they are.
    ///
    /// - Throws: `ImportError` for a name that is taken.
    mutating func addInput(_ name: String, _ type: TensorType) throws(ImportError) {
        if let id = ids[name] {
            guard graph[id].isConstant else { throw taken("input", name) }
            return
        }
        let id = graph.add(Value(name: name, type: type))
        ids[name] = id
        inputs.insert(id)
        graph.inputs.append(id)
    }

    /// Notes the type that the file declares for a value.
    mutating func declare(_ name: String, _ type: TensorType) { declaredTypes[name] = type }

    /// Adds a node.
    ///
    /// - Throws: `ImportError` where an output is written already, or an attribute contradicts the operator.
    mutating func addNode(
        name: String, _ function: ONNXFunction, inputs inputNames: [String], outputs outputNames: [String],
        attributes: [OperatorDescription.Attribute]
    ) throws(ImportError) {
        guard !function.name.isEmpty else { throw ImportError(.malformed("expected an op_type, found none")) }
        let label = ModelLocation.NodeLabel(index: nodeCount, name: name, operatorName: function.name)
        for attribute in attributes {
            guard case .tensor(let tensor) = attribute.value else { continue }
            noteMissingElements(of: tensor, "attribute \"\(attribute.name)\"", label)
        }
        let operation = try operation(
            function, inputCount: inputNames.count, outputCount: outputNames.count, attributes, label)
        let node = Node(
            name: name, operatorName: function.name, domain: function.domain, operation: operation,
            inputs: inputNames.map { id(of: $0) }, outputs: outputNames.map { id(of: $0) })
        for case let output? in node.outputs where inputs.contains(output) {
            throw ImportError(
                .inconsistent("expected a new output, found \"\(graph[output].name)\", which is an input of the graph"))
        }
        do { try graph.add(node) } catch { throw ImportError(error) }
    }

    /// The operator; nil where none of that name is known, or where the file brings a function of that name.
    private mutating func operation(
        _ function: ONNXFunction, inputCount: Int, outputCount: Int, _ attributes: [OperatorDescription.Attribute],
        _ label: ModelLocation.NodeLabel
    ) throws(ImportError) -> (any Operator)? {
        if !functions.isEmpty, functions.contains(function) {
            diagnostics.append(
                Diagnostic(
                    .warning, "function", "\"\(function.name)\" is a function of this file, which is not expanded",
                    at: ModelLocation(node: label)))
            return nil
        }
        guard let opset = opsets[function.domain] else {
            try noteMissingOpset(function.domain, label)
            return nil
        }
        let description = OperatorDescription(
            name: function.name, domain: function.domain, opset: opset, inputCount: inputCount,
            outputCount: outputCount, attributes: attributes)
        do {
            return try Operators.make(description)
        } catch {
            throw ImportError(.inconsistent(error.reason), at: ModelLocation(part: error.partDescription))
        }
    }

    private mutating func noteMissingOpset(
        _ domain: String, _ label: ModelLocation.NodeLabel
    ) throws(ImportError) {
        guard !domain.isEmpty else {
            throw ImportError(.inconsistent("expected an opset_import for the default domain, found none"))
        }
        guard domainsWithoutOpset.insert(domain).inserted else { return }
        diagnostics.append(
            Diagnostic(
                .warning, "missing-opset", "expected an opset_import for domain \"\(domain)\", found none",
                at: ModelLocation(node: label)))
    }

    /// The value of that name, new where it is not known yet; nil for the empty name of what is left out.
    private mutating func id(of name: String) -> Value.ID? {
        guard !name.isEmpty else { return nil }
        if let id = ids[name] { return id }
        let id = graph.add(Value(name: name, type: declaredTypes[name] ?? TensorType(.unknown, nil)))
        ids[name] = id
        return id
    }

    /// Adds an output, and what the file declares of its type.
    ///
    /// - Throws: `ImportError` where nothing of that name was added.
    mutating func addOutput(_ name: String, _ type: TensorType) throws(ImportError) {
        guard let id = ids[name], isDefined(id) else {
            throw ImportError(
                .inconsistent("expected a value that a node writes, found none"),
                at: ModelLocation(part: "output \"\(name)\""))
        }
        graph[id].type = graph[id].type.merged(with: type)
        graph.outputs.append(id)
    }

    /// The graph, once every value that is read is known to be written.
    func finish() throws(ImportError) -> (graph: Graph, diagnostics: [Diagnostic]) {
        guard !graph.nodes.isEmpty else { throw ImportError(.inconsistent("expected nodes, found none")) }
        for (index, node) in graph.nodes.enumerated() {
            for (position, input) in node.inputs.enumerated() {
                guard let input, !isDefined(input) else { continue }
                throw ImportError(
                    .inconsistent(
                        "expected a value that something defines, found \"\(graph[input].name)\", which nothing does"),
                    at: ModelLocation(node: graph.label(ofNode: index), part: "input \(position)"))
            }
        }
        return (graph, diagnostics)
    }

    private func isDefined(_ id: Value.ID) -> Bool {
        graph[id].producer != nil || graph[id].isConstant || inputs.contains(id)
    }

    private func taken(_ role: String, _ name: String) -> ImportError {
        ImportError(
            .inconsistent("expected a new name, found one that is taken"),
            at: ModelLocation(part: "\(role) \"\(name)\""))
    }

    /// Shapes, axes and indices are lists of 64-bit integers: without them, shapes cannot be followed.
    private mutating func noteMissingElements(
        of tensor: Operand, _ part: String, _ label: ModelLocation.NodeLabel? = nil
    ) {
        guard tensor.elements == nil, tensor.type.element == .int64, (tensor.type.shape ?? []).count <= 1,
            let count = tensor.type.elementCount, count <= Elements.limit
        else { return }
        diagnostics.append(
            Diagnostic(
                .warning, "missing-elements", "the elements of this \(tensor.type) are not in the file",
                at: ModelLocation(node: label, part: part)))
    }
}
