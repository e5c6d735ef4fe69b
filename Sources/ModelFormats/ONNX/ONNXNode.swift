/// Where the parts of a NodeProto lie, and how many there are of those that repeat.
struct ONNXNode {
    let message: Range<Int>
    private(set) var name = 0..<0
    private(set) var opType = 0..<0
    private(set) var domain = 0..<0
    private(set) var overload = 0..<0
    private(set) var inputCount = 0
    private(set) var outputCount = 0
    private(set) var attributeCount = 0

    init(_ message: Range<Int>, in input: RawSpan) {
        self.message = message
        var fields = WireFields(message)
        while let field = fields.next(in: input) {
            switch ONNXField.Node(rawValue: field.number) {
            case .input: inputCount += 1
            case .output: outputCount += 1
            case .attribute: attributeCount += 1
            case .name: name = field.body
            case .opType: opType = field.body
            case .domain: domain = field.body
            case .overload: overload = field.body
            case nil: break
            }
        }
    }
}
