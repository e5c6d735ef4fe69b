import GraphIR

/// Makes a `Graph` of the names that an ONNX graph refers to.
struct ONNXGraphBuilder {
    private var graph: Graph
    /// What names lie in.
    private let source: [UInt8]
    private var diagnostics: [Diagnostic] = []
    private(set) var operatorSets: ONNXOperatorSets
    private var names = Names()
    private var inputs: Set<Value.ID> = []
    /// The values that are read and not written yet, each with its first reader.
    private var awaited: [Value.ID: Reader] = [:]
    private var domainsWithoutOpset: Set<String> = []

    /// The node and the input that read a name.
    private struct Reader {
        var node: Int
        var input: Int
        var name: Range<Int>
    }

    /// The names that are in sight: the graph's, or those of the function that is being expanded.
    fileprivate struct Names {
        /// The indices of the values that something reads or writes; -1 for a function's inputs that its caller leaves
        /// out.
        var ids = NumberedNames()
        /// The types that the file declares, and the indices in their list by name.
        var types: [TensorType] = []
        var declared = NumberedNames()
        /// The name of the node that calls the function.
        var caller = ""
    }

    /// - Parameter source: what the names lie in.
    init(_ operatorSets: ONNXOperatorSets, _ message: ONNXGraph, source: [UInt8]) {
        graph = Graph(name: message.name)
        self.source = source
        self.operatorSets = operatorSets
        // Some nodes write several values.
        let valueCount = message.nodeCount + message.nodeCount / 8 + message.initializers.count + message.inputs.count
        graph.reserve(nodeCount: message.nodeCount, valueCount: valueCount)
        names.ids = NumberedNames(capacity: valueCount)
    }

    /// The builder of a graph within a node of this one.
    func body(_ message: ONNXGraph) -> ONNXGraphBuilder {
        ONNXGraphBuilder(operatorSets, message, source: source)
    }

    /// The nodes that were added.
    var nodeCount: Int { graph.nodes.count }

    /// Adds a constant.
    ///
    /// - Throws: `ImportError` for a name that is missing or taken.
    mutating func addInitializer(_ name: Range<Int>, in input: RawSpan, _ tensor: Operand) throws(ImportError) {
        guard !name.isEmpty else {
            throw ImportError(.malformed("expected a name for every initializer, found none"))
        }
        let id = graph.add(
            Value(Name(name, of: source), type: tensor.type, elements: tensor.elements, isConstant: true))
        guard names.ids.insert(id.index, for: name, in: input) == nil else {
            throw taken("initializer", input.text(in: name))
        }
        if tensor.lacksElements {
            noteMissingElements(of: tensor, at: ModelLocation(part: "initializer \"\(input.text(in: name))\""))
        }
    }

    /// Adds an input; before IR version 4 initializers are listed among them and stay what they are.
    ///
    /// - Throws: `ImportError` for a name that is taken.
    mutating func addInput(_ name: Range<Int>, in input: RawSpan, _ type: TensorType) throws(ImportError) {
        if let index = names.ids.insert(graph.values.count, for: name, in: input) {
            guard graph.values[index].isConstant else { throw taken("input", input.text(in: name)) }
            return
        }
        let id = graph.add(Value(Name(name, of: source), type: type))
        inputs.insert(id)
        graph.inputs.append(id)
    }

    /// Notes the type that the file declares for a value; of several the last counts.
    mutating func declare(_ name: Range<Int>, in input: RawSpan, _ type: TensorType) {
        if let index = names.declared.insert(names.types.count, for: name, in: input) {
            names.types[index] = type
        } else {
            names.types.append(type)
        }
    }

    /// Adds a node, whose inputs and outputs `read` and `write` gave.
    ///
    /// - Returns: what other nodes in the same words call too; nil where there is something to tell of each, and for
    ///   nodes that run graphs.
    /// - Throws: `ImportError` where an output is written already, or an attribute contradicts the operator.
    mutating func addNode(
        _ name: Name, _ callee: ONNXOperator, inputs: ValueList, outputs: ValueList,
        attributes: [OperatorDescription.Attribute], bodies: [Body]
    ) throws(ImportError) -> ONNXCall? {
        let function = callee.function
        guard !function.name.isEmpty else { throw ImportError(.malformed("expected an op_type, found none")) }
        var isComplete = bodies.isEmpty
        for attribute in attributes {
            guard case .tensor(let tensor) = attribute.value, tensor.lacksElements else { continue }
            let label = nextLabel(name, function)
            noteMissingElements(of: tensor, at: ModelLocation(node: label, part: "attribute \"\(attribute.name)\""))
            isComplete = false
        }
        var operation: (any Operator)?
        if let opset = operatorSets[function.domain] {
            let description = OperatorDescription(
                name: function.name, domain: function.domain, opset: opset, inputCount: inputs.count,
                outputCount: outputs.count, attributes: attributes)
            operation = try blamed { () throws(OperatorError) in try callee.operation(description) }
        } else {
            try noteMissingOpset(function, name)
        }
        let call = OperatorCall(
            operatorName: function.name, domain: function.domain, operation: operation, attributes: attributes)
        try add(Node(name, call, inputs: inputs, outputs: outputs, bodies: bodies))
        return isComplete ? known(call, inputs, outputs) : nil
    }

    private func known(
        _ call: OperatorCall, holding held: Operand? = nil, _ inputs: ValueList, _ outputs: ValueList
    ) -> ONNXCall? {
        operatorSets[""].map {
            ONNXCall(call, holding: held, inputCount: inputs.count, outputCount: outputs.count, opset: $0)
        }
    }

    /// Adds a node that does no more than hold a tensor, in its one output.
    ///
    /// - Returns: what other nodes in the same words call too; nil where there is something to tell of each.
    /// - Throws: `ImportError` where the output is written already.
    mutating func addConstant(
        _ name: Name, _ callee: ONNXOperator, outputs: ValueList, holding tensor: Operand
    ) throws(ImportError) -> ONNXCall? {
        if tensor.lacksElements {
            let label = nextLabel(name, callee.function)
            noteMissingElements(of: tensor, at: ModelLocation(node: label, part: "attribute \"value\""))
        }
        if operatorSets[""] == nil { try noteMissingOpset(callee.function, name) }
        let call = OperatorCall(operatorName: callee.function.name, operation: Constant.inPlace)
        try add(Node(name, call, inputs: [], outputs: outputs), holding: tensor)
        return tensor.lacksElements ? nil : known(call, holding: tensor, [], outputs)
    }

    /// Adds a node, and the tensor that it holds, where it does no more.
    ///
    /// - Throws: `ImportError` where an output is written already.
    mutating func add(_ node: consuming Node, holding tensor: Operand?) throws(ImportError) {
        let output = tensor == nil ? nil : node.outputs.first ?? nil
        try add(node)
        if let output, let tensor { graph.hold(tensor, in: output) }
    }

    /// How a message names the node that is added next.
    private func nextLabel(_ name: Name, _ function: ONNXFunction) -> ModelLocation.NodeLabel {
        .init(index: nodeCount, name: name.text, operatorName: function.name)
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

    private mutating func noteMissingOpset(_ function: ONNXFunction, _ name: Name) throws(ImportError) {
        guard !function.domain.isEmpty else {
            throw ImportError(.inconsistent("expected an opset_import for the default domain, found none"))
        }
        guard domainsWithoutOpset.insert(function.domain).inserted else { return }
        diagnostics.append(
            Diagnostic(
                .warning, "missing-opset", "expected an opset_import for domain \"\(function.domain)\", found none",
                at: ModelLocation(node: nextLabel(name, function))))
    }

    /// The index of the value of a name; of a new one, of the type that the file declares, where there is none.
    private mutating func value(_ name: Range<Int>, in input: RawSpan) -> (index: Int, isNew: Bool) {
        if let index = names.ids.insert(graph.values.count, for: name, in: input) { return (index, false) }
        return (addValue(name, in: input).index, true)
    }

    private mutating func addValue(_ name: Range<Int>, in input: RawSpan) -> Value.ID {
        let id = graph.addValue(Name(name, of: source))
        if !names.types.isEmpty, let index = names.declared.number(of: name, in: input) {
            graph[id].type = names.types[index]
        }
        return id
    }

    /// The value that the next node reads; nil for the empty name of an input that is left out.
    mutating func read(_ name: Range<Int>, in input: RawSpan, position: Int) -> Value.ID? {
        guard !name.isEmpty else { return nil }
        let (index, isNew) = value(name, in: input)
        if isNew { awaited[Value.ID(index)] = Reader(node: nodeCount, input: position, name: name) }
        return index < 0 ? nil : Value.ID(index)
    }

    /// The value that the next node writes; nil for the empty name of an output that is left out.
    ///
    /// - Throws: `ImportError` for an input of the graph.
    mutating func write(_ name: Range<Int>, in input: RawSpan) throws(ImportError) -> Value.ID? {
        guard !name.isEmpty else { return nil }
        let (index, isNew) = value(name, in: input)
        guard index >= 0 else { return addValue(name, in: input) }
        let id = Value.ID(index)
        guard !isNew else { return id }
        guard !inputs.contains(id) else {
            throw ImportError(
                .inconsistent(
                    "expected a new output, found \"\(input.text(in: name))\", which is an input of the graph"))
        }
        awaited[id] = nil
        return id
    }

    /// Adds an output, and what the file declares of its type.
    ///
    /// - Throws: `ImportError` where nothing of that name was added.
    mutating func addOutput(_ name: Range<Int>, in input: RawSpan, _ type: TensorType) throws(ImportError) {
        guard let id = names.ids.number(of: name, in: input).map(Value.ID.init), awaited[id] == nil else {
            throw ImportError(
                .inconsistent("expected a value that a node writes, found none"),
                at: ModelLocation(part: "output \"\(input.text(in: name))\""))
        }
        graph[id].type = graph[id].type.merged(with: type)
        graph.outputs.append(id)
    }

    /// Adds an output of a body, which may be a value of the graph around it.
    mutating func addBodyOutput(_ name: Range<Int>, in input: RawSpan, _ type: TensorType) {
        guard let id = read(name, in: input, position: 0) else { return }
        graph[id].type = graph[id].type.merged(with: type)
        graph.outputs.append(id)
    }

    /// The graph of a body, and those of its values that the graph around it defines, with their names.
    func finishBody() -> (graph: Graph, captured: [(id: Value.ID, name: Range<Int>)], diagnostics: [Diagnostic]) {
        let captured = awaited.sorted { $0.key.index < $1.key.index }.map { (id: $0.key, name: $0.value.name) }
        return (graph, captured, diagnostics)
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
        fileprivate var results: [(name: Range<Int>, id: Value.ID?)]
    }

    /// Leaves only a function's own names in sight, of which the inputs and outputs stand for values of the caller.
    mutating func enter(
        _ caller: Name, _ sets: ONNXOperatorSets, inputs: [(Range<Int>, Value.ID?)],
        outputs: [(Range<Int>, Value.ID?)], in input: RawSpan
    ) -> Scope {
        let outer = Scope(names: names, operatorSets: operatorSets, results: outputs)
        names = Names(caller: caller.text)
        operatorSets = sets
        // Of several inputs of one name the last counts.
        for (name, id) in inputs.reversed() where !name.isEmpty {
            _ = names.ids.insert(id?.index ?? -1, for: name, in: input)
        }
        for case (let name, let id?) in outputs where !name.isEmpty {
            _ = names.ids.insert(id.index, for: name, in: input)
        }
        return outer
    }

    /// Puts back what was in sight before a function, whose outputs that are inputs of its own are copied.
    ///
    /// - Throws: `ImportError` for an output that nothing writes.
    mutating func leave(to outer: Scope, in input: RawSpan) throws(ImportError) {
        for case (let name, let id?) in outer.results where graph[id].producer == nil {
            guard let source = names.ids.number(of: name, in: input), source >= 0, source != id.index else {
                throw ImportError(
                    .inconsistent("expected a node that writes the output \"\(input.text(in: name))\", found none"))
            }
            try add(
                Node(
                    name: names.caller, operatorName: "Identity", operation: ElementwiseUnary.identity,
                    inputs: [Value.ID(source)], outputs: [id]))
        }
        names = outer.names
        operatorSets = outer.operatorSets
    }

    /// A node's name, behind the name of the node that calls the function that it belongs to.
    func path(ofNode name: Range<Int>, in input: RawSpan) -> Name {
        guard !names.caller.isEmpty else { return Name(name, of: source) }
        return Name(name.isEmpty ? names.caller : "\(names.caller)/\(input.text(in: name))")
    }

    private func taken(_ role: String, _ name: String) -> ImportError {
        ImportError(
            .inconsistent("expected a new name, found one that is taken"),
            at: ModelLocation(part: "\(role) \"\(name)\""))
    }

    /// Shapes, axes and indices are lists of 64-bit integers: without them, shapes cannot be followed.
    private mutating func noteMissingElements(of tensor: Operand, at place: ModelLocation) {
        diagnostics.append(
            Diagnostic(
                .warning, "missing-elements", "the elements of this \(tensor.type) are not in the file", at: place))
    }
}

extension Operand {
    /// Whether it is a list of few 64-bit integers that the file leaves out.
    fileprivate var lacksElements: Bool {
        guard type.element == .int64, elements == nil, type.shape?.count ?? 0 <= 1, let count = type.elementCount
        else { return false }
        return count <= Elements.limit
    }
}
