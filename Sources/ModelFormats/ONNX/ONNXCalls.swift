import GraphIR

/// What nodes call, and the functions that are being expanded.
struct ONNXCalls {
    var operators: ONNXOperators
    private(set) var memory: ONNXMemory
    /// What the caller of the innermost function gives for its attributes; nil outside of functions.
    private(set) var attributes: [String: OperatorDescription.Value]?
    private var stack: [ONNXFunction] = []
    private var depth = 0
    private var remainingNodeCount: Int
    private var remainingByteCount: Int
    private let limits: ImportLimits

    init(_ operators: ONNXOperators, memory: ONNXMemory, limits: ImportLimits) {
        self.operators = operators
        self.memory = memory
        self.limits = limits
        remainingNodeCount = limits.functionNodeCount
        remainingByteCount = limits.functionByteCount
    }

    /// The place in the memory of what a node calls; nil for what is not kept there.
    mutating func place(of node: ONNXNode, in input: RawSpan) -> Int? {
        attributes == nil && !operators.hasDefaultFunctions ? memory.place(of: node, in: input) : nil
    }

    /// Notes what a node calls, for others in the same words.
    mutating func remember(_ call: ONNXCall, at place: Int) { memory.remember(call, at: place) }

    /// Runs `body` within a function's call.
    ///
    /// - Parameter byteCount: what the function's nodes and their names take.
    /// - Throws: `ImportError` for a function within itself, and where functions expand to too much.
    mutating func call(
        _ function: ONNXFunction, nodeCount: Int, byteCount: Int,
        attributes given: [String: OperatorDescription.Value], _ body: (inout ONNXCalls) throws(ImportError) -> Void
    ) throws(ImportError) {
        guard !stack.contains(function) else {
            throw ImportError(
                .inconsistent(
                    "expected functions that do not call themselves, found \"\(function.name)\" within itself"))
        }
        remainingNodeCount -= nodeCount
        guard remainingNodeCount >= 0 else {
            throw ImportError(
                .overLimit("expected functions that expand to at most \(limits.functionNodeCount) nodes, found more"))
        }
        remainingByteCount -= byteCount
        guard remainingByteCount >= 0 else {
            throw ImportError(
                .overLimit("expected functions that expand to at most \(limits.functionByteCount) bytes, found more"))
        }
        stack.append(function)
        let outer = attributes
        attributes = given
        try descend(body)
        attributes = outer
        stack.removeLast()
    }

    /// Runs `body` within a function's call or a graph within a node.
    ///
    /// - Throws: `ImportError` where too many lie within one another.
    mutating func descend<Result>(
        _ body: (inout ONNXCalls) throws(ImportError) -> Result
    ) throws(ImportError) -> Result {
        guard depth < limits.depth else {
            throw ImportError(
                .overLimit("expected functions and bodies nested at most \(limits.depth) deep, found more"))
        }
        depth += 1
        let result = try body(&self)
        depth -= 1
        return result
    }
}
