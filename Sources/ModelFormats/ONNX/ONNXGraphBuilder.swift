import GraphIR

/// Makes a `Graph` of the names that an ONNX graph refers to.
struct ONNXGraphBuilder {
    /// What is known under a name: the value, once something reads or writes it, and its type as the file declares it.
    private struct Entry {
        var id: Value.ID?
        var declaredType = TensorType(.unknown, nil)
    }

    private var graph: Graph
    private var diagnostics: [Diagnostic] = []
    private let opsets: [String: Int]
    private let defaultOpset: Int?
    private let functions: Set<ONNXFunction>
    private var entries: [Entry] = []
    private var indices: [String: Int] = [:]
    private var inputs: Set<Value.ID> = []
    /// The values that are read and not written yet, each with its first reader.
    private var awaited: [Value.ID: (node: Int, input: Int)] = [:]
    private var domainsWithoutOpset: Set<String> = []

    /// - Parameter nameCount: about how many names there will be.
    /// - Throws: `ImportError` for a default operator set of a version below 1.
    init(
        name: String, irVersion: Int, operatorSets: [ImportedModel.OperatorSet], functions: Set<ONNXFunction>,
        nameCount: Int
    ) throws(ImportError) {
        graph = Graph(name: name)
        indices.reserveCapacity(nameCount)
        entries.reserveCapacity(nameCount)
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
        defaultOpset = opsets[""]
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
        let index = index(of: name)
        guard entries[index].id == nil else { throw taken("initializer", name) }
        entries[index].id = graph.add(
            Value(name: name, type: tensor.type, elements: tensor.elements, isConstant: true))
        noteMissingElements(of: tensor, at: ModelLocation(part: "initializer \"\(name)\""))
    }

    /// Adds an input; before IR version 4 initializers are listed among them and stay what they are.
    ///
    /// - Throws: `ImportError` for a name that is taken.
    mutating func addInput(_ name: String, _ type: TensorType) throws(ImportError) {
        let index = index(of: name)
        if let id = entries[index].id {
            guard graph.values[id.index].isConstant else { throw taken("input", name) }
            return
        }
        let id = graph.add(Value(name: name, type: type))
        entries[index].id = id
        inputs.insert(id)
        graph.inputs.append(id)
    }

    /// Notes the type that the file declares for a value.
    mutating func declare(_ name: String, _ type: TensorType) { entries[index(of: name)].declaredType = type }

    /// Adds a node, whose inputs and outputs `read` and `write` gave.
    ///
    /// - Throws: `ImportError` where an output is written already, or an attribute contradicts the operator.
    mutating func addNode(
        name: String, _ function: ONNXFunction, inputs: [Value.ID?], outputs: [Value.ID?],
        attributes: [OperatorDescription.Attribute]
    ) throws(ImportError) {
        guard !function.name.isEmpty else { throw ImportError(.malformed("expected an op_type, found none")) }
        let label = ModelLocation.NodeLabel(index: nodeCount, name: name, operatorName: function.name)
        for attribute in attributes {
            guard case .tensor(let tensor) = attribute.value else { continue }
            noteMissingElements(of: tensor, at: ModelLocation(node: label, part: "attribute \"\(attribute.name)\""))
        }
        let operation = try operation(
            function, inputCount: inputs.count, outputCount: outputs.count, attributes, label)
        let node = Node(
            name: name, operatorName: function.name, domain: function.domain, operation: operation, inputs: inputs,
            outputs: outputs)
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
        guard let opset = function.domain.isEmpty ? defaultOpset : opsets[function.domain] else {
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

    /// The entry of a name, new where it is not known yet.
    private mutating func index(of name: String) -> Int {
        let index = Self.take(&indices[name, default: -1], orFirst: entries.count)
        if index == entries.count { entries.append(Entry()) }
        return index
    }

    /// Fills an index that is not set, so that a name is looked up once.
    private static func take(_ index: inout Int, orFirst first: Int) -> Int {
        if index < 0 { index = first }
        return index
    }

    /// The value that the next node reads; nil for the empty name of an input that is left out.
    mutating func read(_ name: String, input: Int) -> Value.ID? {
        guard !name.isEmpty else { return nil }
        let index = index(of: name)
        if let id = entries[index].id { return id }
        let id = add(name, at: index)
        awaited[id] = (nodeCount, input)
        return id
    }

    /// The value that the next node writes; nil for the empty name of an output that is left out.
    ///
    /// - Throws: `ImportError` for an input of the graph.
    mutating func write(_ name: String) throws(ImportError) -> Value.ID? {
        guard !name.isEmpty else { return nil }
        let index = index(of: name)
        guard let id = entries[index].id else { return add(name, at: index) }
        guard !inputs.contains(id) else {
            throw ImportError(
                .inconsistent("expected a new output, found \"\(name)\", which is an input of the graph"))
        }
        awaited[id] = nil
        return id
    }

    private mutating func add(_ name: String, at index: Int) -> Value.ID {
        let id = graph.add(Value(name: name, type: entries[index].declaredType))
        entries[index].id = id
        return id
    }

    /// Adds an output, and what the file declares of its type.
    ///
    /// - Throws: `ImportError` where nothing of that name was added.
    mutating func addOutput(_ name: String, _ type: TensorType) throws(ImportError) {
        guard let id = entries[index(of: name)].id, awaited[id] == nil else {
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
        if let (id, reader) = awaited.min(by: { $0.key.index < $1.key.index }) {
            throw ImportError(
                .inconsistent(
                    "expected a value that something defines, found \"\(graph[id].name)\", which nothing does"),
                at: ModelLocation(node: graph.label(ofNode: reader.node), part: "input \(reader.input)"))
        }
        return (graph, diagnostics)
    }

    private func taken(_ role: String, _ name: String) -> ImportError {
        ImportError(
            .inconsistent("expected a new name, found one that is taken"),
            at: ModelLocation(part: "\(role) \"\(name)\""))
    }

    /// Shapes, axes and indices are lists of 64-bit integers: without them, shapes cannot be followed.
    private mutating func noteMissingElements(of tensor: Operand, at place: @autoclosure () -> ModelLocation) {
        guard tensor.elements == nil, tensor.type.element == .int64, (tensor.type.shape ?? []).count <= 1,
            let count = tensor.type.elementCount, count <= Elements.limit
        else { return }
        diagnostics.append(
            Diagnostic(
                .warning, "missing-elements", "the elements of this \(tensor.type) are not in the file", at: place()))
    }
}
