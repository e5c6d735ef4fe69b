import GraphIR

/// A node's call, as it was made before. One object, as many nodes ask for it.
final class ONNXCall: Sendable {
    let call: OperatorCall
    /// What a node holds that does no more than hold a tensor.
    let held: Operand?
    /// What else decides the operator: how much the node reads and writes, and the version of the default domain.
    let inputCount: Int
    let outputCount: Int
    let opset: Int

    init(_ call: OperatorCall, holding held: Operand?, inputCount: Int, outputCount: Int, opset: Int) {
        self.call = call
        self.held = held
        self.inputCount = inputCount
        self.outputCount = outputCount
        self.opset = opset
    }
}

/// The calls of nodes by the words that a file has for them: nodes repeat within a file, and files of one family repeat
/// each other's. Only for nodes of the default domain outside of functions, whose words say all of the rest.
struct ONNXMemory: Sendable {
    /// The words of all calls, each with the call's place.
    private var words = KnownWords()
    private var calls: [ONNXCall?] = []

    var isFull: Bool { words.isFull }

    /// The place of a node's words; nil where they are not kept.
    mutating func place(of node: ONNXNode, in input: RawSpan) -> Int? {
        guard node.domain.isEmpty, node.overload.isEmpty else { return nil }
        if let place = words.number(of: node.words, in: input) { return place }
        guard words.insert(calls.count, for: node.words, in: input) else { return nil }
        calls.append(nil)
        return calls.count - 1
    }

    /// The call whose words have that place, where it was made of a node as this one.
    func call(at place: Int, of node: ONNXNode, opset: Int?) -> ONNXCall? {
        guard let call = calls[place], call.inputCount == node.inputCount, call.outputCount == node.outputCount,
            call.opset == opset
        else { return nil }
        return call
    }

    /// Notes the call whose words have that place.
    mutating func remember(_ call: ONNXCall, at place: Int) { calls[place] = call }
}
