import GraphIR

/// What a node calls: an operator, or a function of the file.
struct ONNXOperator {
    var function: ONNXFunction
    /// Where the file defines it, if it does.
    var definition: Range<Int>?
    /// The operator of the default domain; nil where none of that name is known, and for other domains.
    var type: (any Operator.Type)?

    /// Whether its attributes hold graphs that it runs.
    var runsGraphs: Bool
    /// Whether it does no more than hold a tensor.
    var isConstant: Bool

    /// The operator that a node describes; nil where none of that name is known.
    ///
    /// - Throws: `OperatorError` where an attribute contradicts the operator's specification.
    func operation(_ description: OperatorDescription) throws(OperatorError) -> (any Operator)? {
        guard function.domain.isEmpty else { return try Operators.make(description) }
        return try type?.init(description)
    }
}

/// The operators and functions that nodes call, those of the default domain looked up once for all nodes.
struct ONNXOperators {
    let functions: [ONNXFunction: Range<Int>]
    private var numbers = NumberedNames()
    private var known: [ONNXOperator] = []

    init(functions: [ONNXFunction: Range<Int>]) { self.functions = functions }

    /// What a node calls.
    mutating func callee(of node: ONNXNode, in input: RawSpan) -> ONNXOperator {
        guard node.domain.isEmpty, node.overload.isEmpty else {
            let domain = ONNXMessage.domain(node.domain, in: input)
            return callee(node, domain: domain, overload: input.text(in: node.overload), in: input)
        }
        if let number = numbers.insert(known.count, for: input.extracting(node.opType)) { return known[number] }
        let callee = callee(node, domain: "", overload: "", in: input)
        known.append(callee)
        return callee
    }

    private func callee(_ node: ONNXNode, domain: String, overload: String, in input: RawSpan) -> ONNXOperator {
        let name = input.text(in: node.opType)
        let function = ONNXFunction(domain: domain, name: name, overload: overload)
        let type = domain.isEmpty ? Operators.ofDefaultDomain(name) : nil
        return ONNXOperator(
            function: function, definition: functions[function], type: type, runsGraphs: type == ControlFlow.self,
            isConstant: type == Constant.self)
    }
}
