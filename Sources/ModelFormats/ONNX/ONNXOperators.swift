import GraphIR

/// What a node calls: an operator, or a function of the file. Many nodes share one.
final class ONNXOperator: Sendable {
    let function: ONNXFunction
    /// Where the file defines it, if it does.
    let definition: Range<Int>?
    /// Whether its attributes hold graphs that it runs.
    let runsGraphs: Bool
    /// Whether it does no more than hold a tensor.
    let isConstant: Bool
    /// The operator of the default domain; nil where none of that name is known, and for other domains.
    private let type: (any Operator.Type)?

    fileprivate init(_ function: ONNXFunction, definition: Range<Int>?) {
        self.function = function
        self.definition = definition
        type = function.domain.isEmpty ? Operators.ofDefaultDomain(function.name) : nil
        runsGraphs = type == ControlFlow.self
        isConstant = type == Constant.self && definition == nil
    }

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
    private let functions: [ONNXFunction: Range<Int>]
    /// Whether the file defines operators of the default domain.
    let hasDefaultFunctions: Bool
    private var numbers = NumberedNames()
    private var known: [ONNXOperator] = []

    init(functions: [ONNXFunction: Range<Int>]) {
        self.functions = functions
        hasDefaultFunctions = functions.keys.contains { $0.domain.isEmpty }
    }

    /// What a node calls.
    mutating func callee(of node: ONNXNode, in input: RawSpan) -> ONNXOperator {
        guard node.domain.isEmpty, node.overload.isEmpty else {
            return callee(
                node, domain: ONNXMessage.domain(node.domain, in: input), overload: input.text(in: node.overload),
                in: input)
        }
        if let number = numbers.insert(known.count, for: node.opType, in: input) { return known[number] }
        let callee = callee(node, domain: "", overload: "", in: input)
        known.append(callee)
        return callee
    }

    private func callee(_ node: ONNXNode, domain: String, overload: String, in input: RawSpan) -> ONNXOperator {
        let function = ONNXFunction(domain: domain, name: input.text(in: node.opType), overload: overload)
        return ONNXOperator(function, definition: functions[function])
    }
}
