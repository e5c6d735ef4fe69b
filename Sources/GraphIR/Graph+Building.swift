extension Graph {
    /// Adds a node of ONNX's default domain or of another, and behind it the values that it writes, of the types that the
    /// operator tells; where it tells no element type, that of the first input. Graphs that are made here and not read
    /// are made so, inputs and constants first.
    ///
    /// - Parameters:
    ///   - domain: empty for ONNX's own.
    ///   - opset: the version of ONNX's operators that the attributes and inputs are of.
    ///   - outputCount: how many of the operator's outputs the node writes.
    /// - Returns: the values that the node writes.
    /// - Throws: `GraphError` for an operator that is not known, and where it contradicts its specification.
    public mutating func add(
        _ operatorName: String, _ inputs: [Value.ID?], _ attributes: [OperatorDescription.Attribute] = [],
        domain: String = "", opset: Int, outputCount: Int = 1
    ) throws(GraphError) -> [Value.ID] {
        let label = ModelLocation.NodeLabel(index: nodes.count, operatorName: operatorName)
        let description = OperatorDescription(
            name: operatorName, domain: domain, opset: opset, inputCount: inputs.count, outputCount: outputCount,
            attributes: attributes)
        let types: [TensorType]
        let operation: any Operator
        do throws(OperatorError) {
            guard let known = try Operators.make(description) else {
                throw OperatorError(.inputs, "expected a known operator, found \"\(operatorName)\"")
            }
            operation = known
            types = try known.outputTypes(for: operands(of: inputs))
        } catch {
            throw GraphError(error, at: label)
        }
        var outputs: [Value.ID] = []
        for index in 0..<outputCount {
            var type = index < types.count ? types[index] : TensorType(.unknown, nil)
            if type.element == .unknown, let first = inputs.first ?? nil { type.element = self[first].type.element }
            outputs.append(add(Value(name: "\(operatorName)_\(nodes.count)_\(index)", type: type)))
        }
        try add(
            Node(
                operatorName: operatorName, domain: domain, operation: operation, attributes: attributes,
                inputs: inputs, outputs: outputs))
        return outputs
    }

    /// Adds an input.
    public mutating func addInput(_ name: String, _ type: TensorType) -> Value.ID {
        let id = add(Value(name: name, type: type))
        inputs.append(id)
        return id
    }

    /// Adds a constant, with elements where they matter: weights have none until they are written.
    public mutating func addConstant(_ type: TensorType, elements: Elements? = nil) -> Value.ID {
        add(Value(name: "constant_\(values.count)", type: type, elements: elements, isConstant: true))
    }
}
