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
    private var numbers = NumberedNames()
    /// The words of all calls, one behind another.
    private var bytes: [UInt8] = []
    private var calls: [ONNXCall?] = []

    /// Longer words are not worth keeping.
    private static let wordLimit = 4096
    /// With so many bytes of words, no more are kept.
    private static let byteLimit = 1 << 20

    var isFull: Bool { bytes.count > Self.byteLimit }

    /// The place of a node's words; nil where they are not kept.
    mutating func place(of node: ONNXNode, in input: RawSpan) -> Int? {
        guard node.domain.isEmpty, node.overload.isEmpty, node.words.count <= Self.wordLimit else { return nil }
        if let place = unsafe numbers.number(of: node.words, in: input, among: bytes.span.bytes) { return place }
        let start = bytes.count
        unsafe input.extracting(node.words).withUnsafeBytes { words in unsafe bytes.append(contentsOf: words) }
        _ = Self.insert(calls.count, for: start..<bytes.count, of: bytes, into: &numbers)
        calls.append(nil)
        return calls.count - 1
    }

    private static func insert(
        _ place: Int, for words: Range<Int>, of bytes: [UInt8], into numbers: inout NumberedNames
    ) -> Int? {
        unsafe numbers.insert(place, for: words, in: bytes.span.bytes)
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
