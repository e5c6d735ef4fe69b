/// Where the parts of a NodeProto lie, and how many there are of those that repeat.
struct ONNXNode {
    private(set) var name = 0..<0
    private(set) var opType = 0..<0
    private(set) var domain = 0..<0
    private(set) var overload = 0..<0
    private(set) var inputCount = 0
    private(set) var outputCount = 0
    private(set) var attributeCount = 0
    /// The fields from the first input on, the first output, the first attribute.
    private(set) var inputs: WireFields
    private(set) var outputs: WireFields
    private(set) var attributes: WireFields
    /// From the operator's name to the last attribute: what the node calls, in the file's words.
    private(set) var words: Range<Int>

    init(_ message: Range<Int>, in input: RawSpan) {
        var fields = WireFields(message)
        (inputs, outputs, attributes) = (fields, fields, fields)
        words = message.upperBound..<message.upperBound
        var rest = fields
        while let field = fields.next(in: input) {
            switch ONNXField.Node(rawValue: field.number) {
            case .input:
                if inputCount == 0 { inputs = rest }
                inputCount += 1
            case .output:
                if outputCount == 0 { outputs = rest }
                outputCount += 1
            case .attribute:
                if attributeCount == 0 { attributes = rest }
                attributeCount += 1
                extendWords(from: rest.position, to: fields.position)
            case .name: name = field.body
            case .opType:
                opType = field.body
                extendWords(from: rest.position, to: fields.position)
            case .domain: domain = field.body
            case .overload: overload = field.body
            case nil: break
            }
            rest = fields
        }
    }

    private mutating func extendWords(from start: Int, to end: Int) {
        words = min(words.lowerBound, start)..<end
    }
}
