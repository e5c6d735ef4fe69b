/// What nodes with graphs of their own come to: the graph that runs becomes part of the graph around it.
///
/// A branch that is known to be taken stands in its node's stead. Of two branches the dearer counts, and of a loop its
/// body once, as the first run has it; their node stays, and reads what the body writes.
extension Graph {
    /// Infers the bodies of a node, takes what runs into the graph, and puts all into the order of execution.
    mutating func expand(_ index: Int, into order: inout [Int]) throws(GraphError) -> [Diagnostic] {
        guard let flow = nodes[index].operation as? ControlFlow, let first = nodes[index].bodies.first else {
            return []
        }
        let bodies = nodes[index].bodies
        let operands = operands(ofNode: index)
        nodes[index].bodies = []
        // What bodies capture follows the inputs that the file lists.
        let ownCount = bodies.flatMap(\.captures).map(\.input).min() ?? operands.count
        let inputs = Operands(Array(operands.all.prefix(ownCount)))
        if flow.kind == .choice { return try choose(among: bodies, index, operands, &order) }
        var repetition = try repetition(flow, inputs, at: index)
        var run = try run(first, repetition.bodyInputs, operands, at: index)
        if flow.kind == .loop { repetition.runCount = runCount(ofLoop: inputs, run) }
        var results = run.results
        if run.carriedChange(repetition), !first.graph.nodes.contains(where: { !$0.bodies.isEmpty }) {
            results = try steadyResults(first, repetition, results, operands, at: index)
        }
        let types: [TensorType]
        do {
            types = try repetition.outputTypes(results.map(\.type), count: nodes[index].outputs.count)
        } catch {
            throw GraphError(error, at: label(ofNode: index))
        }
        let isConstant = operands.allSatisfy(\.isConstant) && run.isDeterministic
        if isConstant { run.graph.markConstant() }
        let ids = splice(run, captured(first.captures, of: index), into: &order)
        nodes[index].inputs = ValueList(Array(nodes[index].inputs.prefix(ownCount)) + ids)
        for (output, type) in zip(nodes[index].outputs, types) {
            guard let output else { continue }
            values[output.index].type = type.merged(with: values[output.index].type)
            values[output.index].isConstant = isConstant
        }
        order.append(index)
        return run.diagnostics + [note("loop", "the body is counted once, as its first run has it", at: index)]
    }

    /// A body whose types are inferred, and what it writes.
    private struct Run {
        var name: String
        var graph: Graph
        var results: [Operand]
        var diagnostics: [Diagnostic]

        var isDeterministic: Bool { graph.nodes.allSatisfy { $0.operation?.isDeterministic ?? false } }

        /// The work of one run and the number of nodes, to compare branches.
        var work: (multiplyAccumulates: Int, nodes: Int) {
            var sum = 0
            for index in graph.nodes.indices where !graph.isConstant(node: index) {
                sum = sum.sum(with: graph.cost(ofNode: index)?.multiplyAccumulates ?? 0) ?? .max
            }
            return (sum, graph.nodes.count)
        }

        /// Whether a value that goes from one run to the next has another type there.
        func carriedChange(_ repetition: Repetition) -> Bool {
            repetition.carried.contains { input, result in
                result < results.count && repetition.bodyInputs[input].type != results[result].type
            }
        }
    }

    private mutating func run(
        _ body: Body, _ inputs: [Operand], _ operands: Operands, at index: Int
    ) throws(GraphError) -> Run {
        let place = ModelLocation(subgraph: "\(body.name) of \(label(ofNode: index))")
        var graph = body.graph
        guard graph.inputs.count == inputs.count else {
            throw GraphError("expected \(inputs.count) inputs, found \(graph.inputs.count)", at: place)
        }
        for (id, operand) in zip(graph.inputs, inputs) {
            let declared = graph[id].type
            graph[id].type = operand.type.merged(with: declared)
            graph[id].elements = operand.elements
        }
        for capture in body.captures {
            guard let operand = operands[capture.input] else { continue }
            graph[capture.inner].type = operand.type
            graph[capture.inner].elements = operand.elements
            graph[capture.inner].isConstant = operand.isConstant
        }
        do {
            let diagnostics = try graph.infer(followingAtMost: remainingElementCount).map { diagnostic in
                Diagnostic(
                    diagnostic.severity, diagnostic.code, diagnostic.message, at: diagnostic.location.within(place))
            }
            remainingElementCount = graph.remainingElementCount
            let results = graph.outputs.map { id in
                Operand(graph[id].type, elements: graph[id].elements, isConstant: graph[id].isConstant)
            }
            return Run(name: body.name, graph: graph, results: results, diagnostics: diagnostics)
        } catch {
            throw GraphError(error.message, at: error.location.within(place))
        }
    }

    private func note(_ code: String, _ message: String, at index: Int) -> Diagnostic {
        Diagnostic(.note, code, message, at: ModelLocation(node: label(ofNode: index)))
    }

    private mutating func markConstant() {
        for index in values.indices { values[index].isConstant = true }
    }
}

extension Graph {
    private mutating func choose(
        among bodies: [Body], _ index: Int, _ operands: Operands, _ order: inout [Int]
    ) throws(GraphError) -> [Diagnostic] {
        let condition = operands.integer(0)
        let wanted = condition.map { $0 == 0 ? "else_branch" : "then_branch" }
        var runs: [Run] = []
        var failure: GraphError?
        for body in bodies where wanted == nil || body.name == wanted {
            do {
                runs.append(try run(body, [], operands, at: index))
            } catch {
                failure = error
            }
        }
        // A branch that cannot run is there for other shapes than these.
        guard var chosen = runs.max(by: { $0.work < $1.work }) else {
            throw failure ?? GraphError("expected a branch, found none", at: ModelLocation(node: label(ofNode: index)))
        }
        let captures = bodies.first { $0.name == chosen.name }?.captures ?? []
        let count = nodes[index].outputs.count
        guard runs.allSatisfy({ $0.results.count == count }) else {
            throw GraphError(
                "expected \(count) outputs of each branch, found \(runs.map(\.results.count).min() ?? 0)",
                at: ModelLocation(node: label(ofNode: index)))
        }
        guard condition == nil else {
            replace(index, by: chosen, captures, &order)
            return chosen.diagnostics
        }
        let isConstant = operands.allSatisfy(\.isConstant) && runs.allSatisfy(\.isDeterministic)
        if isConstant { chosen.graph.markConstant() }
        let ids = splice(chosen, captured(captures, of: index), into: &order)
        for (position, output) in nodes[index].outputs.enumerated() {
            guard let output else { continue }
            let type = runs.dropFirst().reduce(runs[0].results[position].type) {
                $0.joined(with: $1.results[position].type)
            }
            values[output.index].type = type.merged(with: values[output.index].type)
            values[output.index].isConstant = isConstant
        }
        nodes[index].inputs = ValueList(Array(nodes[index].inputs.prefix(1)) + ids)
        order.append(index)
        let message = "which branch runs is not known: the dearer one, \(chosen.name), is counted"
        return chosen.diagnostics + [note("branch", message, at: index)]
    }

    /// Puts the nodes of a branch in the stead of the node that it belongs to.
    private mutating func replace(_ index: Int, by run: Run, _ captures: [Body.Capture], _ order: inout [Int]) {
        let firstNode = nodes.count
        let firstPlace = order.count
        var outer = captured(captures, of: index)
        var copies: [(from: Value.ID, to: Value.ID)] = []
        for (output, result) in zip(nodes[index].outputs, run.graph.outputs) {
            guard let output else { continue }
            let value = run.graph[result]
            values[output.index].type = value.type.merged(with: values[output.index].type)
            values[output.index].elements = value.elements
            values[output.index].isConstant = value.isConstant
            if value.producer != nil, outer[result] == nil {
                outer[result] = output
            } else {
                copies.append((result, output))
            }
        }
        let ids = splice(run, outer, into: &order)
        let idsByResult = Dictionary(zip(run.graph.outputs, ids)) { first, _ in first }
        for (from, to) in copies {
            values[to.index].producer = nodes.count
            order.append(nodes.count)
            nodes.append(
                Node(
                    name: nodes[index].name, operatorName: "Identity", operation: ElementwiseUnary.identity,
                    inputs: [idsByResult[from]], outputs: [to]))
        }
        takePlace(of: index, first: firstNode, in: &order, from: firstPlace)
    }

    /// Moves the last of the nodes that were added to a place that is free, so that indices stay without gaps.
    private mutating func takePlace(of index: Int, first: Int, in order: inout [Int], from place: Int) {
        guard nodes.count > first, let last = nodes.popLast() else { return }
        nodes[index] = last
        for case let output? in last.outputs { values[output.index].producer = index }
        for position in place..<order.count where order[position] == nodes.count { order[position] = index }
    }

    /// The outer values that a body's own ones stand for.
    private func captured(_ captures: [Body.Capture], of index: Int) -> [Value.ID: Value.ID] {
        Dictionary(captures.compactMap { capture in nodes[index].inputs[capture.input].map { (capture.inner, $0) } }) {
            first, _ in first
        }
    }

    /// Adds a body's values, save those that stand for outer ones, and its nodes.
    ///
    /// - Returns: the values that are the body's outputs.
    private mutating func splice(
        _ run: Run, _ outer: [Value.ID: Value.ID], into order: inout [Int]
    ) -> [Value.ID] {
        let firstNode = nodes.count
        var ids: [Value.ID] = []
        ids.reserveCapacity(run.graph.values.count)
        for index in run.graph.values.indices {
            var value = run.graph.values[index]
            value.producer = value.producer.map { $0 + firstNode }
            if let id = outer[Value.ID(index)] {
                if value.producer != nil { values[id.index].producer = value.producer }
                ids.append(id)
            } else {
                ids.append(add(value))
            }
        }
        for node in run.graph.nodes {
            var node = node
            node.inputs = ValueList(node.inputs.lazy.map { $0.map { ids[$0.index] } })
            node.outputs = ValueList(node.outputs.lazy.map { $0.map { ids[$0.index] } })
            nodes.append(node)
        }
        order += run.graph.executionOrder.map { $0 + firstNode }
        return run.graph.outputs.map { ids[$0.index] }
    }
}

extension Graph {
    /// What a loop feeds to the first run of its body, and how its outputs follow from what the body writes.
    private struct Repetition {
        /// How an output follows from a result of the body.
        enum Output {
            /// The carried value that entered the body as that input.
            case carried(input: Int, result: Int)
            /// The results of all runs along a new axis.
            case stacked(result: Int, axis: Int)
            /// The results of all runs as a sequence.
            case sequence(result: Int)
        }

        var bodyInputs: [Operand] = []
        var outputs: [Output] = []
        var runCount: Dimension = .unknown
        /// The batch axis of a `Scan` of opset 8, which the body does not see.
        var batch: Dimension?

        var carried: [(input: Int, result: Int)] {
            outputs.compactMap { if case .carried(let input, let result) = $0 { (input, result) } else { nil } }
        }

        func outputTypes(_ results: [TensorType], count: Int) throws(OperatorError) -> [TensorType] {
            var types: [TensorType] = []
            for output in outputs.prefix(count) { types.append(try type(of: output, results)) }
            return types
        }

        private func type(of output: Output, _ results: [TensorType]) throws(OperatorError) -> TensorType {
            switch output {
            case .carried(let input, let result):
                guard result < results.count else { return TensorType(.unknown, nil) }
                var type = bodyInputs[input].type.joined(with: results[result])
                // What may be missing at first is there once the body has written it.
                if type.container == .optional || type.container == .optionalSequence {
                    type.container = results[result].container
                }
                return batched(type)
            case .stacked(let result, let axis):
                guard result < results.count, var shape = results[result].shape else {
                    return TensorType(result < results.count ? results[result].element : .unknown, nil)
                }
                shape.insert(runCount, at: try axis.axis(ofRank: shape.count + 1, .attribute("scan_output_axes")))
                return batched(TensorType(results[result].element, shape))
            case .sequence(let result):
                guard result < results.count else { return TensorType(.unknown, nil) }
                let type = results[result]
                return TensorType(type.element, type.shape, container: .sequence(count: runCount.value))
            }
        }

        private func batched(_ type: TensorType) -> TensorType {
            guard let batch, let shape = type.shape else { return type }
            return TensorType(type.element, [batch] + shape, container: type.container)
        }
    }

    private func repetition(_ flow: ControlFlow, _ inputs: Operands, at index: Int) throws(GraphError) -> Repetition {
        do {
            return switch flow.kind {
            case .loop: loop(inputs, index)
            case .scan: try flow.hasBatch ? batchedScan(flow, inputs, index) : scan(flow, inputs, index)
            case .choice, .sequenceMap: try sequenceMap(inputs, index)
            }
        } catch {
            throw GraphError(error, at: label(ofNode: index))
        }
    }

    private func loop(_ inputs: Operands, _ index: Int) -> Repetition {
        var repetition = Repetition()
        let carriedCount = max(0, inputs.count - 2)
        // The body runs only while the condition holds.
        let condition = Operand(TensorType(.bool, []), elements: .integers([1]))
        repetition.bodyInputs = [Operand(TensorType(.int64, [])), condition]
        repetition.bodyInputs += inputs.all.dropFirst(2).map { Operand($0?.type ?? TensorType(.unknown, nil)) }
        repetition.outputs = (0..<carriedCount).map { .carried(input: $0 + 2, result: $0 + 1) }
        let stackedCount = max(0, nodes[index].outputs.count - carriedCount)
        repetition.outputs += (0..<stackedCount).map { .stacked(result: carriedCount + 1 + $0, axis: 0) }
        return repetition
    }

    /// How often a loop runs: the trip count, where its condition never ends it earlier.
    private func runCount(ofLoop inputs: Operands, _ run: Run) -> Dimension {
        guard inputs[1] == nil || inputs.integer(1) == 1, run.results.first?.elements?.integers == [1],
            let count = inputs.integer(0), count >= 0
        else { return inputs.integer(0) == 0 || inputs.integer(1) == 0 ? 0 : .unknown }
        return .fixed(count)
    }

    private func scan(_ flow: ControlFlow, _ inputs: Operands, _ index: Int) throws(OperatorError) -> Repetition {
        var repetition = Repetition()
        let stateCount = inputs.count - flow.scanInputCount
        repetition.bodyInputs = (0..<stateCount).map { Operand(inputs[$0]?.type ?? TensorType(.unknown, nil)) }
        for position in 0..<flow.scanInputCount {
            let type = try inputs.require(stateCount + position, "a tensor").type
            guard var shape = type.shape else {
                repetition.bodyInputs.append(Operand(TensorType(type.element, nil)))
                continue
            }
            let axes = flow.scanInputAxes
            let axis = try (position < axes.count ? axes[position] : 0).axis(
                ofRank: shape.count, .attribute("scan_input_axes"))
            repetition.runCount = repetition.runCount.merged(with: shape.remove(at: axis))
            repetition.bodyInputs.append(Operand(TensorType(type.element, shape)))
        }
        repetition.outputs = outputs(of: flow, stateCount, index)
        return repetition
    }

    private func batchedScan(_ flow: ControlFlow, _ inputs: Operands, _ index: Int) throws(OperatorError) -> Repetition
    {
        var repetition = Repetition()
        let stateCount = max(0, inputs.count - 1 - flow.scanInputCount)
        repetition.batch = inputs.all.dropFirst().lazy.compactMap { $0?.type.shape?.first }.first ?? .unknown
        for position in 1..<max(1, inputs.count) {
            let type = try inputs.require(position, "a tensor").type
            // A state has the batch in front, a tensor the batch and the sequence.
            let outerCount = position <= stateCount ? 1 : 2
            try type.shape?.requireRank(atLeast: outerCount, position)
            if outerCount == 2 { repetition.runCount = repetition.runCount.merged(with: type.shape?[1] ?? .unknown) }
            let shape = type.shape.map { TensorShape($0.dropFirst(outerCount)) }
            repetition.bodyInputs.append(Operand(TensorType(type.element, shape)))
        }
        repetition.outputs = outputs(of: flow, stateCount, index)
        return repetition
    }

    private func outputs(of flow: ControlFlow, _ stateCount: Int, _ index: Int) -> [Repetition.Output] {
        (0..<nodes[index].outputs.count).map { position in
            guard position >= stateCount else { return .carried(input: position, result: position) }
            let axes = flow.scanOutputAxes
            let axis = position - stateCount < axes.count ? axes[position - stateCount] : 0
            return .stacked(result: position, axis: axis)
        }
    }

    private func sequenceMap(_ inputs: Operands, _ index: Int) throws(OperatorError) -> Repetition {
        var repetition = Repetition()
        if case .sequence(let count?) = try inputs.require(0, "a sequence").type.container {
            repetition.runCount = .fixed(count)
        }
        for operand in inputs.all {
            guard let operand else { continue }
            guard case .sequence = operand.type.container else {
                repetition.bodyInputs.append(operand)
                continue
            }
            repetition.bodyInputs.append(Operand(TensorType(operand.type.element, operand.type.shape)))
        }
        repetition.outputs = (0..<nodes[index].outputs.count).map { .sequence(result: $0) }
        return repetition
    }

    /// What the body writes in any run, where the first is not like the others: what changes is taken for unknown until
    /// nothing does.
    private mutating func steadyResults(
        _ body: Body, _ repetition: Repetition, _ first: [Operand], _ operands: Operands, at index: Int
    ) throws(GraphError) -> [Operand] {
        var repetition = repetition
        var results = first
        for _ in 0..<4 {
            for (input, result) in repetition.carried where result < results.count {
                repetition.bodyInputs[input].type = repetition.bodyInputs[input].type.joined(
                    with: results[result].type)
            }
            let run = try run(body, repetition.bodyInputs, operands, at: index)
            results = run.results
            guard run.carriedChange(repetition) else { return results }
        }
        return results.map { Operand(TensorType($0.type.element, nil, container: $0.type.container)) }
    }
}
