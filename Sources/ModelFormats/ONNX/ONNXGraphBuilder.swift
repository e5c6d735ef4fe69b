import GraphIR

/// Makes a `Graph` of the names that an ONNX graph refers to.
struct ONNXGraphBuilder {
    private var graph: Graph
    private var diagnostics: [Diagnostic] = []
    private(set) var operatorSets: ONNXOperatorSets
    private var names = Names()
    private var inputs: Set<Value.ID> = []
    /// The values that are read and not written yet, each with its first reader.
    private var awaited: [Value.ID: (node: Int, input: Int)] = [:]
    private var domainsWithoutOpset: Set<String> = []

    /// The names that are in sight: the graph's, or those of the function that is being expanded.
    fileprivate struct Names {
        /// The values that something reads or writes.
        var ids = NumberedNames()
        /// The types that the file declares.
        var types: [String: TensorType] = [:]
        /// The function's inputs that its caller leaves out.
        var omitted: Set<String> = []
        /// The name of the node that calls the function.
        var caller = ""
    }

    init(_ operatorSets: ONNXOperatorSets, _ message: ONNXGraph) {
        graph = Graph(name: message.name)
        self.operatorSets = operatorSets
        let valueCount = message.nodeCount + message.initializerCount
        graph.reserve(nodeCount: message.nodeCount, valueCount: valueCount)
        names.ids = NumberedNames(capacity: valueCount)
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
        let id = graph.add(Value(name: name, type: tensor.type, elements: tensor.elements, isConstant: true))
        guard names.ids.insert(id.index, for: name) == nil else { throw taken("initializer", name) }
        noteMissingElements(of: tensor, at: ModelLocation(part: "initializer \"\(name)\""))
    }

    /// Adds an input; before IR version 4 initializers are listed among them and stay what they are.
    ///
    /// - Throws: `ImportError` for a name that is taken.
    mutating func addInput(_ name: String, _ type: TensorType) throws(ImportError) {
        if let index = names.ids.insert(graph.values.count, for: name) {
            guard graph.values[index].isConstant else { throw taken("input", name) }
            return
        }
        let id = graph.add(Value(name: name, type: type))
        inputs.insert(id)
        graph.inputs.append(id)
    }

    /// Notes the type that the file declares for a value.
    mutating func declare(_ name: String, _ type: TensorType) { names.types[name] = type }

    /// Adds a node, whose inputs and outputs `read` and `write` gave.
    ///
    /// - Throws: `ImportError` where an output is written already, or an attribute contradicts the operator.
    mutating func addNode(
        name: String, _ callee: ONNXOperator, inputs: [Value.ID?], outputs: [Value.ID?],
        attributes: [OperatorDescription.Attribute], bodies: [Body] = []
    ) throws(ImportError) {
        let description = try description(of: callee.function, inputs.count, outputs.count, attributes, named: name)
        let operation = try description.flatMap { (description) throws(ImportError) in
            try blamed { () throws(OperatorError) in try callee.operation(description) }
        }
        try add(
            Node(
                name: name, operatorName: callee.function.name, domain: callee.function.domain, operation: operation,
                attributes: attributes, inputs: inputs, outputs: outputs, bodies: bodies))
    }

    /// Adds a node that does no more than hold a tensor.
    ///
    /// - Throws: `ImportError` where the output is written already, or no attribute is a tensor.
    mutating func addConstant(
        name: String, _ callee: ONNXOperator, output: Value.ID, attributes: [OperatorDescription.Attribute]
    ) throws(ImportError) {
        let function = callee.function
        guard let description = try description(of: function, 0, 1, attributes, named: name) else { return }
        let tensor = try blamed { () throws(OperatorError) in try Constant.value(of: description) }
        let operation = tensor.type.isStatic ? Constant.inPlace : Constant(value: tensor)
        try add(
            Node(
                name: name, operatorName: function.name, operation: operation, attributes: attributes, inputs: [],
                outputs: [output]))
        if tensor.type.isStatic { graph.hold(tensor, in: output) }
    }

    /// What the file says of a node's operator; nil where it does not say of which version that is.
    private mutating func description(
        of function: ONNXFunction, _ inputCount: Int, _ outputCount: Int,
        _ attributes: [OperatorDescription.Attribute], named name: String
    ) throws(ImportError) -> OperatorDescription? {
        guard !function.name.isEmpty else { throw ImportError(.malformed("expected an op_type, found none")) }
        let label = ModelLocation.NodeLabel(index: nodeCount, name: name, operatorName: function.name)
        for attribute in attributes {
            guard case .tensor(let tensor) = attribute.value else { continue }
            noteMissingElements(of: tensor, at: ModelLocation(node: label, part: "attribute \"\(attribute.name)\""))
        }
        guard let opset = operatorSets[function.domain] else {
            try noteMissingOpset(function.domain, label)
            return nil
        }
        return OperatorDescription(
            name: function.name, domain: function.domain, opset: opset, inputCount: inputCount,
            outputCount: outputCount, attributes: attributes)
    }

    private func blamed<Result>(
        _ body: () throws(OperatorError) -> Result
    ) throws(ImportError) -> Result {
        do {
            return try body()
        } catch {
            throw ImportError(.inconsistent(error.reason), at: ModelLocation(part: error.partDescription))
        }
    }

    private mutating func add(_ node: consuming Node) throws(ImportError) {
        do { try graph.add(node) } catch { throw ImportError(error) }
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

    /// The value of a name; a new one, of the type that the file declares, where there is none.
    private mutating func value(of name: RawSpan) -> (id: Value.ID, isNew: Bool) {
        if let index = names.ids.insert(graph.values.count, for: name) { return (Value.ID(index), false) }
        let text = name.text
        let type = names.types.isEmpty ? nil : names.types[text]
        return (graph.add(Value(name: text, type: type ?? TensorType(.unknown, nil))), true)
    }

    /// The value that the next node reads; nil for the empty name of an input that is left out.
    mutating func read(_ name: RawSpan, input: Int) -> Value.ID? {
        guard !name.isEmpty, names.omitted.isEmpty || !names.omitted.contains(name.text) else { return nil }
        let (id, isNew) = value(of: name)
        if isNew { awaited[id] = (nodeCount, input) }
        return id
    }

    /// The value that the next node writes; nil for the empty name of an output that is left out.
    ///
    /// - Throws: `ImportError` for an input of the graph.
    mutating func write(_ name: RawSpan) throws(ImportError) -> Value.ID? {
        guard !name.isEmpty else { return nil }
        let (id, isNew) = value(of: name)
        guard !isNew else { return id }
        guard !inputs.contains(id) else {
            throw ImportError(
                .inconsistent("expected a new output, found \"\(name.text)\", which is an input of the graph"))
        }
        awaited[id] = nil
        return id
    }

    /// As `read` of the name's bytes.
    mutating func read(_ name: String, input: Int) -> Value.ID? {
        let characters = name.utf8Span.span
        return unsafe read(characters.bytes, input: input)
    }

    /// Adds an output, and what the file declares of its type.
    ///
    /// - Throws: `ImportError` where nothing of that name was added.
    mutating func addOutput(_ name: String, _ type: TensorType) throws(ImportError) {
        guard let id = names.ids[name].map(Value.ID.init), awaited[id] == nil else {
            throw ImportError(
                .inconsistent("expected a value that a node writes, found none"),
                at: ModelLocation(part: "output \"\(name)\""))
        }
        graph[id].type = graph[id].type.merged(with: type)
        graph.outputs.append(id)
    }

    /// Adds an output of a body, which may be a value of the graph around it.
    mutating func addBodyOutput(_ name: String, _ type: TensorType) {
        guard let id = read(name, input: 0) else { return }
        graph[id].type = graph[id].type.merged(with: type)
        graph.outputs.append(id)
    }

    /// The graph of a body, and those of its values that the graph around it defines.
    func finishBody() -> (graph: Graph, captured: [Value.ID], diagnostics: [Diagnostic]) {
        (graph, awaited.keys.sorted { $0.index < $1.index }, diagnostics)
    }

    /// Takes over what is worth telling of a body.
    mutating func note(_ inner: [Diagnostic], in body: String) {
        for diagnostic in inner {
            let place = diagnostic.location.within(ModelLocation(subgraph: body))
            diagnostics.append(Diagnostic(diagnostic.severity, diagnostic.code, diagnostic.message, at: place))
        }
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

    /// What is in sight while a function is expanded, to be put back after it.
    struct Scope {
        fileprivate var names: Names
        fileprivate var operatorSets: ONNXOperatorSets
        fileprivate var results: [(name: String, id: Value.ID?)]
    }

    /// Leaves only a function's own names in sight, of which the inputs and outputs stand for values of the caller.
    mutating func enter(
        _ caller: String, _ sets: ONNXOperatorSets, inputs: [(String, Value.ID?)], outputs: [(String, Value.ID?)]
    ) throws(ImportError) -> Scope {
        let outer = Scope(names: names, operatorSets: operatorSets, results: outputs)
        names = Names(caller: caller)
        operatorSets = sets
        // Of several inputs of one name the last counts.
        for (name, id) in inputs.reversed() where !name.isEmpty {
            if let id { _ = names.ids.insert(id.index, for: name) } else { names.omitted.insert(name) }
        }
        for case (let name, let id?) in outputs where !name.isEmpty { _ = names.ids.insert(id.index, for: name) }
        return outer
    }

    /// Puts back what was in sight before a function, whose outputs that are inputs of its own are copied.
    mutating func leave(to outer: Scope) throws(ImportError) {
        for case (let name, let id?) in outer.results where graph[id].producer == nil {
            guard let source = names.ids[name].map(Value.ID.init), source != id else {
                throw ImportError(.inconsistent("expected a node that writes the output \"\(name)\", found none"))
            }
            try add(
                Node(
                    name: names.caller, operatorName: "Identity", operation: ElementwiseUnary.identity,
                    inputs: [source], outputs: [id]))
        }
        names = outer.names
        operatorSets = outer.operatorSets
    }

    /// A node's name, behind the name of the node that calls the function that it belongs to.
    func path(ofNode name: String) -> String {
        names.caller.isEmpty ? name : name.isEmpty ? names.caller : "\(names.caller)/\(name)"
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
