import GraphIR

extension ONNXMessage {
    /// The main graph, and what is worth telling of it. Functions of the file are expanded where they are called.
    ///
    /// - Throws: `ImportError` where the file contradicts itself, or an operator its specification.
    func decodedGraph(
        in input: RawSpan, limits: ImportLimits
    ) throws(ImportError) -> (graph: Graph, diagnostics: [Diagnostic]) {
        var builder = ONNXGraphBuilder(
            try ONNXOperatorSets(operatorSets, irVersion: irVersion), ONNXGraph(graph, in: input))
        var calls = ONNXCalls(ONNXOperators(functions: functions), limits: limits)
        try Self.addContents(of: graph, in: input, to: &builder, &calls)
        var outputs = WireFields(graph)
        while let output = outputs.next(ONNXField.Graph.output, in: input) {
            let (name, type) = try Self.declaration(output, "output", in: input)
            try builder.addOutput(name, type)
        }
        return try builder.finish()
    }

    /// Everything but the outputs.
    private static func addContents(
        of graph: Range<Int>, in input: RawSpan, to builder: inout ONNXGraphBuilder, _ calls: inout ONNXCalls
    ) throws(ImportError) {
        var fields = WireFields(graph)
        while let tensor = fields.next(ONNXField.Graph.initializer, in: input) {
            let tensor = ONNXTensor(tensor, in: input)
            try builder.addInitializer(tensor.name(in: input), tensor.operand(in: input))
        }
        fields = WireFields(graph)
        while let tensor = fields.next(ONNXField.Graph.sparseInitializer, in: input) {
            let tensor = ONNXSparseTensor(tensor, in: input)
            try builder.addInitializer(tensor.name(in: input), tensor.operand(in: input))
        }
        fields = WireFields(graph)
        while let message = fields.next(ONNXField.Graph.input, in: input) {
            let (name, type) = try declaration(message, "input", in: input)
            try builder.addInput(name, type)
        }
        fields = WireFields(graph)
        while let message = fields.next(ONNXField.Graph.valueInfo, in: input) {
            let (name, type) = try declaration(message, "value", in: input)
            builder.declare(name, type)
        }
        fields = WireFields(graph)
        while let node = fields.next(ONNXField.Graph.node, in: input) {
            try add(ONNXNode(node, in: input), in: input, to: &builder, &calls)
        }
    }

    private static func add(
        _ node: ONNXNode, in input: RawSpan, to builder: inout ONNXGraphBuilder, _ calls: inout ONNXCalls
    ) throws(ImportError) {
        let name = builder.path(ofNode: input.text(in: node.name))
        let callee = calls.operators.callee(of: node, in: input)
        let index = builder.nodeCount
        do throws(ImportError) {
            if let definition = callee.definition {
                try expand(definition, of: callee.function, node, named: name, in: input, &builder, &calls)
                return
            }
            let attributes = try attributes(
                ONNXField.Node.attribute, of: node.message, count: node.attributeCount, in: input,
                given: calls.attributes)
            var inputs = inputs(of: node, in: input, &builder)
            let bodies = callee.runsGraphs ? try bodies(of: node, &inputs, in: input, &builder, &calls) : []
            let outputs = try outputs(of: node, in: input, &builder)
            if callee.isConstant, inputs.isEmpty, outputs.count == 1, let output = outputs[0] {
                try builder.addConstant(name: name, callee, output: output, attributes: attributes)
                return
            }
            try builder.addNode(
                name: name, callee, inputs: inputs, outputs: outputs, attributes: attributes, bodies: bodies)
        } catch {
            let label = ModelLocation.NodeLabel(index: index, name: name, operatorName: callee.function.name)
            throw ImportError(error.reason, at: error.location.within(ModelLocation(node: label)))
        }
    }

    private static func inputs(
        of node: ONNXNode, in input: RawSpan, _ builder: inout ONNXGraphBuilder
    ) -> [Value.ID?] {
        var ids = [Value.ID?](repeating: nil, count: node.inputCount)
        var names = WireFields(node.message)
        var position = 0
        while position < ids.count, let name = names.next(ONNXField.Node.input, in: input) {
            ids[position] = builder.read(input.extracting(name), input: position)
            position += 1
        }
        return ids
    }

    private static func outputs(
        of node: ONNXNode, in input: RawSpan, _ builder: inout ONNXGraphBuilder
    ) throws(ImportError) -> [Value.ID?] {
        var ids = [Value.ID?](repeating: nil, count: node.outputCount)
        var names = WireFields(node.message)
        var position = 0
        while position < ids.count, let name = names.next(ONNXField.Node.output, in: input) {
            ids[position] = try builder.write(input.extracting(name))
            position += 1
        }
        return ids
    }

    private static func attributes(
        _ number: some RawRepresentable<Int>, of message: Range<Int>, count: Int, in input: RawSpan,
        given: [String: OperatorDescription.Value]?
    ) throws(ImportError) -> [OperatorDescription.Attribute] {
        guard count > 0 else { return [] }
        var attributes: [OperatorDescription.Attribute] = []
        attributes.reserveCapacity(count)
        var fields = WireFields(message)
        while attributes.count < count, let message = fields.next(number, in: input) {
            if let attribute = try ONNXAttribute(message, in: input).described(in: input, given: given) {
                attributes.append(attribute)
            }
        }
        return attributes
    }
}

// MARK: functions and bodies

extension ONNXMessage {
    /// Adds a function's nodes in the stead of a node that calls it.
    private static func expand(
        _ definition: Range<Int>, of function: ONNXFunction, _ node: ONNXNode, named name: String, in input: RawSpan,
        _ builder: inout ONNXGraphBuilder, _ calls: inout ONNXCalls
    ) throws(ImportError) {
        let definition = ONNXFunctionDefinition(definition, in: input)
        let given = try attributes(
            ONNXField.Node.attribute, of: node.message, count: node.attributeCount, in: input, given: calls.attributes)
        let defaults = try attributes(
            ONNXField.Function.attributeProto, of: definition.message, count: definition.attributeCount, in: input,
            given: calls.attributes)
        let values = Dictionary((defaults + given).map { ($0.name, $0.value) }) { _, last in last }
        try require(node.inputCount, of: definition.inputs.count, "inputs")
        try require(node.outputCount, of: definition.outputs.count, "outputs")
        let arguments = inputs(of: node, in: input, &builder)
        let results = try outputs(of: node, in: input, &builder)
        let absent = repeatElement(nil as Value.ID?, count: definition.inputs.count - arguments.count)
        let sets = try builder.operatorSets.overridden(by: definition.operatorSets)
        let outer = try builder.enter(
            name, sets, inputs: Array(zip(definition.inputs, arguments + absent)),
            outputs: Array(zip(definition.outputs, results)))
        try calls.call(
            function, nodeCount: definition.nodeCount,
            byteCount: definition.message.count + definition.nodeCount * name.utf8.count, attributes: values
        ) { (calls) throws(ImportError) in
            var nodes = WireFields(definition.message)
            while let node = nodes.next(ONNXField.Function.node, in: input) {
                try add(ONNXNode(node, in: input), in: input, to: &builder, &calls)
            }
        }
        try builder.leave(to: outer)
    }

    /// Checks how many inputs or outputs a call gives: it may leave out the last.
    private static func require(_ found: Int, of count: Int, _ role: String) throws(ImportError) {
        guard found <= count else {
            throw ImportError(.inconsistent("expected at most \(count) \(role) for the function, found \(found)"))
        }
    }

    /// The graphs of a node that runs them; what they read of the graphs around them is added to the node's inputs.
    private static func bodies(
        of node: ONNXNode, _ inputs: inout [Value.ID?], in input: RawSpan, _ builder: inout ONNXGraphBuilder,
        _ calls: inout ONNXCalls
    ) throws(ImportError) -> [Body] {
        var bodies: [Body] = []
        var fields = WireFields(node.message)
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
        _ name: String, _ graph: Range<Int>, _ inputs: inout [Value.ID?], in input: RawSpan,
        _ builder: inout ONNXGraphBuilder, _ calls: inout ONNXCalls
    ) throws(ImportError) -> Body {
        var inner = ONNXGraphBuilder(builder.operatorSets, ONNXGraph(graph, in: input))
        try addContents(of: graph, in: input, to: &inner, &calls)
        var outputs = WireFields(graph)
        while let output = outputs.next(ONNXField.Graph.output, in: input) {
            let (name, type) = try declaration(output, "output", in: input)
            inner.addBodyOutput(name, type)
        }
        let (graph, captured, diagnostics) = inner.finishBody()
        builder.note(diagnostics, in: name)
        var captures: [Body.Capture] = []
        for id in captured {
            captures.append(.init(inner: id, input: inputs.count))
            inputs.append(builder.read(graph[id].name, input: inputs.count))
        }
        return Body(name: name, graph: graph, captures: captures)
    }
}
