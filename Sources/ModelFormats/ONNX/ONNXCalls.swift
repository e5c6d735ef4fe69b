import CONNX
import GraphIR

/// The functions that a model brings along, and those that are being expanded.
@safe struct ONNXCalls {
    let functions: [ONNXFunction: UnsafeMutablePointer<Onnx__FunctionProto>]
    /// What the caller of the innermost function gives for its attributes; nil outside of functions.
    private(set) var attributes: [String: OperatorDescription.Value]?
    private var stack: [ONNXFunction] = []
    private var remainingNodeCount: Int
    private var remainingByteCount: Int
    private let limits: ImportLimits

    init(_ functions: [ONNXFunction: UnsafeMutablePointer<Onnx__FunctionProto>], limits: ImportLimits) {
        unsafe self.functions = functions
        self.limits = limits
        remainingNodeCount = limits.functionNodeCount
        remainingByteCount = limits.functionByteCount
    }

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
        guard stack.count < limits.depth else {
            throw ImportError(
                .overLimit("expected functions that call others at most \(limits.depth) deep, found more"))
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
        try body(&self)
        attributes = outer
        stack.removeLast()
    }
}
