extension Graph {
    /// Finds the order of execution, then each value's type and, for shape arithmetic, its elements.
    ///
    /// What the file declares of a value fills only what inference leaves open. Nodes with graphs of their own are
    /// expanded.
    ///
    /// - Returns: a warning per node whose operator is unknown, and per node whose outputs stay open though its inputs
    ///   are known.
    /// - Throws: `GraphError` for a cycle, and where an operator's inputs contradict its specification.
    public mutating func infer() throws(GraphError) -> [Diagnostic] {
        try infer(followingAtMost: Elements.totalLimit)
    }

    /// As `infer()`, with no more than so many elements of shape arithmetic in all.
    mutating func infer(followingAtMost limit: Int) throws(GraphError) -> [Diagnostic] {
        var memory = InferenceMemory()
        return try infer(followingAtMost: limit, &memory)
    }

    /// As `infer()`, with what was found of other graphs.
    public mutating func infer(remembering memory: inout InferenceMemory) throws(GraphError) -> [Diagnostic] {
        try infer(followingAtMost: Elements.totalLimit, &memory)
    }

    private mutating func infer(
        followingAtMost limit: Int, _ memory: inout InferenceMemory
    ) throws(GraphError) -> [Diagnostic] {
        remainingElementCount = limit
        try order()
        var diagnostics: [Diagnostic] = []
        guard nodes.indices.contains(where: { !nodes[$0].bodies.isEmpty }) else {
            for index in executionOrder { try infer(index, &memory, &diagnostics) }
            return diagnostics
        }
        var order: [Int] = []
        for index in executionOrder {
            guard nodes[index].bodies.isEmpty else {
                diagnostics += try expand(index, into: &order)
                continue
            }
            try infer(index, &memory, &diagnostics)
            order.append(index)
        }
        executionOrder = order
        return diagnostics
    }

    private mutating func infer(
        _ index: Int, _ memory: inout InferenceMemory, _ diagnostics: inout [Diagnostic]
    ) throws(GraphError) {
        // What the file holds is known.
        if nodes[index].inputs.isEmpty, isConstant(node: index) { return }
        if recall(index, from: memory) { return }
        guard let operation = nodes[index].operation else {
            diagnostics.append(unknownOperator(at: index))
            return
        }
        let inputs = operands(ofNode: index)
        let types: [TensorType]
        do {
            types = try operation.outputTypes(for: inputs)
        } catch {
            throw GraphError(error, at: label(ofNode: index))
        }
        let elements = operation.outputElements(for: inputs, outputs: types)
        let wasWithinLimit = remainingElementCount >= 0
        record(types, elements, of: index, inputs: inputs, isDeterministic: operation.isDeterministic)
        if !isConstant(node: index) {
            let isSettled = types.count == nodes[index].outputs.count && types.allSatisfy(\.isStatic)
            nodes[index].inferredCost = .some(
                operation.cost(inputs: inputs, outputs: isSettled ? types : outputTypes(ofNode: index)))
        }
        // The declared type may have filled what inference leaves open, and elements may be left out for their number.
        if types.count == 1, types[0].isSettled, elements.allSatisfy({ $0 == nil }) { remember(index, in: &memory) }
        if wasWithinLimit, remainingElementCount < 0 { diagnostics.append(elementLimit(at: index)) }
        if isOrigin(ofOpenShapes: index, inputs: inputs) { diagnostics.append(openShape(at: index)) }
    }

    private mutating func record(
        _ types: [TensorType], _ elements: [Elements?], of index: Int, inputs: Operands, isDeterministic: Bool
    ) {
        let isConstant = isDeterministic && inputs.allSatisfy(\.isConstant)
        for position in nodes[index].outputs.indices {
            guard let output = nodes[index].outputs[position] else { continue }
            if position < types.count {
                values[output.index].type = types[position].merged(with: values[output.index].type)
            }
            let found = position < elements.count ? admitted(elements[position], as: output) : nil
            values[output.index].elements = found
            values[output.index].isConstant = isConstant || found?.isComplete == true
        }
    }

    /// The elements of a value where they are as many as its type says, and not too many.
    private mutating func admitted(_ elements: Elements?, as id: Value.ID) -> Elements? {
        guard let elements, elements.count == values[id.index].type.elementCount, elements.count <= Elements.limit
        else { return nil }
        // Once the limit is reached, no more are followed.
        remainingElementCount = elements.count <= remainingElementCount ? remainingElementCount - elements.count : -1
        return remainingElementCount >= 0 ? elements : nil
    }

    /// Whether a node's outputs are open though its inputs are not.
    private func isOrigin(ofOpenShapes index: Int, inputs: Operands) -> Bool {
        nodes[index].outputs.contains { $0.map { !values[$0.index].type.isStatic } ?? false }
            && inputs.allSatisfy(\.type.isStatic)
    }

    private func openShape(at index: Int) -> Diagnostic {
        Diagnostic(
            .warning, "unknown-shape", "the shapes of the outputs depend on data, or are not told by the operator",
            at: ModelLocation(node: label(ofNode: index)))
    }

    private func elementLimit(at index: Int) -> Diagnostic {
        Diagnostic(
            .warning, "element-limit", "shape arithmetic is not followed from here on: too many elements were",
            at: ModelLocation(node: label(ofNode: index)))
    }

    private func unknownOperator(at index: Int) -> Diagnostic {
        let node = nodes[index]
        let domain = node.domain.isEmpty ? "" : " of domain \"\(node.domain)\""
        return Diagnostic(
            .warning, "unknown-operator", "no operator \"\(node.operatorName)\"\(domain) is known",
            at: ModelLocation(node: label(ofNode: index)))
    }
}
