import GraphIR

extension ONNXMessage {
    /// The main graph, and what is worth telling of it. Functions of the file are expanded where they are called.
    ///
    /// - Throws: `ImportError` where the file contradicts itself, or an operator its specification.
    func decodedGraph(
        of structure: [UInt8], limits: ImportLimits, memory: ReadingMemory
    ) throws(ImportError) -> (graph: Graph, diagnostics: [Diagnostic]) {
        let input = unsafe structure.span.bytes
        let graph = ONNXGraph(graph, in: input)
        var builder = ONNXGraphBuilder(
            try ONNXOperatorSets(operatorSets, irVersion: irVersion), graph, source: structure)
        var calls = ONNXCalls(ONNXOperators(functions: functions), memory: memory.calls.take(), limits: limits)
        try Self.addContents(of: graph, in: input, to: &builder, &calls)
        memory.calls.give(calls.memory)
        for output in graph.outputs {
            let (name, type) = try Self.declaration(output, "output", in: input)
            try builder.addOutput(name, in: input, type)
        }
        return try builder.finish()
    }

    /// Everything but the outputs.
    private static func addContents(
        of graph: ONNXGraph, in input: RawSpan, to builder: inout ONNXGraphBuilder, _ calls: inout ONNXCalls
    ) throws(ImportError) {
        for message in graph.initializers {
            let tensor = ONNXTensor(message, in: input)
            try builder.addInitializer(tensor.name, in: input, tensor.operand(in: input))
        }
        for message in graph.sparseInitializers {
            let tensor = ONNXSparseTensor(message, in: input)
            try builder.addInitializer(tensor.name, in: input, tensor.operand(in: input))
        }
        for message in graph.inputs {
            let (name, type) = try declaration(message, "input", in: input)
            try builder.addInput(name, in: input, type)
        }
        for message in graph.declarations {
            let (name, type) = try declaration(message, "value", in: input)
            builder.declare(name, in: input, type)
        }
        var fields = WireFields(graph.message)
        while let node = fields.next(ONNXField.Graph.node, in: input) {
            try add(ONNXNode(node, in: input), in: input, to: &builder, &calls)
        }
    }

    private static func add(
        _ node: ONNXNode, in input: RawSpan, to builder: inout ONNXGraphBuilder, _ calls: inout ONNXCalls
    ) throws(ImportError) {
        let name = builder.path(ofNode: node.name, in: input)
        let index = builder.nodeCount
        do throws(ImportError) {
            let place = calls.place(of: node, in: input)
            if let place, let known = calls.memory.call(at: place, of: node, opset: builder.operatorSets[""]) {
                try add(known, node, named: name, in: input, to: &builder)
                return
            }
            let callee = calls.operators.callee(of: node, in: input)
            if let definition = callee.definition {
                try expand(definition, of: callee.function, node, named: name, in: input, &builder, &calls)
                return
            }
            if let tensor = heldTensor(of: node, callee, in: input) {
                let outputs = try outputs(of: node, in: input, &builder)
                let call = try builder.addConstant(name, callee, outputs: outputs, holding: tensor)
                if let place, let call { calls.remember(call, at: place) }
                return
            }
            let attributes = try attributes(
                node.attributes, ONNXField.Node.attribute, count: node.attributeCount, in: input,
                given: calls.attributes)
            var inputs = inputs(of: node, in: input, &builder)
            let bodies = callee.runsGraphs ? try bodies(of: node, &inputs, in: input, &builder, &calls) : []
            let outputs = try outputs(of: node, in: input, &builder)
            let call = try builder.addNode(
                name, callee, inputs: inputs, outputs: outputs, attributes: attributes, bodies: bodies)
            if let place, let call { calls.remember(call, at: place) }
        } catch {
            let label = ModelLocation.NodeLabel(
                index: index, name: name.text, operatorName: input.text(in: node.opType))
            throw ImportError(error.reason, at: error.location.within(ModelLocation(node: label)))
        }
    }

    /// Adds a node that calls what another did.
    private static func add(
        _ known: ONNXCall, _ node: ONNXNode, named name: Name, in input: RawSpan, to builder: inout ONNXGraphBuilder
    ) throws(ImportError) {
        let inputs = inputs(of: node, in: input, &builder)
        let outputs = try outputs(of: node, in: input, &builder)
        try builder.add(Node(name, known.call, inputs: inputs, outputs: outputs), holding: known.held)
    }

    /// The tensor of a node that does no more than hold it; nil for other nodes.
    private static func heldTensor(of node: ONNXNode, _ callee: ONNXOperator, in input: RawSpan) -> Operand? {
        guard callee.isConstant, node.inputCount == 0, node.outputCount == 1, node.attributeCount == 1 else {
            return nil
        }
        var (attributes, outputs) = (node.attributes, node.outputs)
        guard let name = outputs.next(ONNXField.Node.output, in: input), !name.isEmpty,
            let attribute = attributes.next(ONNXField.Node.attribute, in: input)
        else { return nil }
        return ONNXAttribute(attribute, in: input).heldTensor(in: input)?.operand(in: input)
    }

    private static func inputs(
        of node: ONNXNode, in input: RawSpan, _ builder: inout ONNXGraphBuilder
    ) -> ValueList {
        var ids = ValueList()
        var names = node.inputs
        while ids.count < node.inputCount, let name = names.next(ONNXField.Node.input, in: input) {
            ids.append(builder.read(name, in: input, position: ids.count))
        }
        return ids
    }

    private static func outputs(
        of node: ONNXNode, in input: RawSpan, _ builder: inout ONNXGraphBuilder
    ) throws(ImportError) -> ValueList {
        var names = node.outputs
        var ids = ValueList()
        while ids.count < node.outputCount, let name = names.next(ONNXField.Node.output, in: input) {
            ids.append(try builder.write(name, in: input))
        }
        return ids
    }

    private static func attributes(
        _ fields: WireFields, _ number: some RawRepresentable<Int>, count: Int, in input: RawSpan,
        given: [String: OperatorDescription.Value]?
    ) throws(ImportError) -> [OperatorDescription.Attribute] {
        guard count > 0 else { return [] }
        var attributes: [OperatorDescription.Attribute] = []
        attributes.reserveCapacity(count)
        var fields = fields
        for _ in 0..<count {
            guard let message = fields.next(number, in: input) else { break }
            if let attribute = try ONNXAttribute(message, in: input).described(in: input, given: given) {
                attributes.append(attribute)
            }
        }
        return attributes
    }
}

extension ONNXMessage {
    /// Adds a function's nodes in the stead of a node that calls it.
    private static func expand(
        _ definition: Range<Int>, of function: ONNXFunction, _ node: ONNXNode, named name: Name, in input: RawSpan,
        _ builder: inout ONNXGraphBuilder, _ calls: inout ONNXCalls
    ) throws(ImportError) {
        let definition = ONNXFunctionDefinition(definition, in: input)
        let given = try attributes(
            node.attributes, ONNXField.Node.attribute, count: node.attributeCount, in: input, given: calls.attributes)
        let defaults = try attributes(
            WireFields(definition.message), ONNXField.Function.attributeProto, count: definition.attributeCount,
            in: input, given: calls.attributes)
        let values = Dictionary((defaults + given).map { ($0.name, $0.value) }) { _, last in last }
        try require(node.inputCount, of: definition.inputs.count, "inputs")
        try require(node.outputCount, of: definition.outputs.count, "outputs")
        let arguments = inputs(of: node, in: input, &builder)
        let results = try outputs(of: node, in: input, &builder)
        let absent = repeatElement(nil as Value.ID?, count: definition.inputs.count - arguments.count)
        let sets = try builder.operatorSets.overridden(by: definition.operatorSets)
        let outer = builder.enter(
            name, sets, inputs: Array(zip(definition.inputs, Array(arguments) + absent)),
            outputs: Array(zip(definition.outputs, results)), in: input)
        try calls.call(
            function, nodeCount: definition.nodeCount,
            byteCount: definition.message.count + definition.nodeCount * name.text.utf8.count, attributes: values
        ) { (calls) throws(ImportError) in
            var nodes = WireFields(definition.message)
            while let node = nodes.next(ONNXField.Function.node, in: input) {
                try add(ONNXNode(node, in: input), in: input, to: &builder, &calls)
            }
        }
        try builder.leave(to: outer, in: input)
    }

    /// Checks how many inputs or outputs a call gives: it may leave out the last.
    private static func require(_ found: Int, of count: Int, _ role: String) throws(ImportError) {
        guard found <= count else {
            throw ImportError(.inconsistent("expected at most \(count) \(role) for the function, found \(found)"))
        }
    }

    /// The graphs of a node that runs them; what they read of the graphs around them is added to the node's inputs.
    private static func bodies(
        of node: ONNXNode, _ inputs: inout ValueList, in input: RawSpan, _ builder: inout ONNXGraphBuilder,
        _ calls: inout ONNXCalls
    ) throws(ImportError) -> [Body] {
        var bodies: [Body] = []
        var fields = node.attributes
        while let message = fields.next(ONNXField.Node.attribute, in: input) {
            let attribute = ONNXAttribute(message, in: input)
            guard let graph = attribute.graph else { continue }
            let name = input.text(in: attribute.name)
            bodies.append(
                try located(ModelLocation(subgraph: name)) { () throws(ImportError) in
                    try calls.descend { (calls) throws(ImportError) in
                        try body(name, graph, &inputs, in: input, &builder, &calls)
                    }
                })
        }
        return bodies
    }

    private static func body(
        _ name: String, _ graph: Range<Int>, _ inputs: inout ValueList, in input: RawSpan,
        _ builder: inout ONNXGraphBuilder, _ calls: inout ONNXCalls
    ) throws(ImportError) -> Body {
        let graph = ONNXGraph(graph, in: input)
        var inner = builder.body(graph)
        try addContents(of: graph, in: input, to: &inner, &calls)
        for output in graph.outputs {
            let (name, type) = try declaration(output, "output", in: input)
            inner.addBodyOutput(name, in: input, type)
        }
        let (body, captured, diagnostics) = inner.finishBody()
        builder.note(diagnostics, in: name)
        var captures: [Body.Capture] = []
        for (id, name) in captured {
            captures.append(.init(inner: id, input: inputs.count))
            inputs.append(builder.read(name, in: input, position: inputs.count))
        }
        return Body(name: name, graph: body, captures: captures)
    }
}
