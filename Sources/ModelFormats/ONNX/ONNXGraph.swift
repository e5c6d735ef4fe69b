/// What a GraphProto is called, and how many nodes and initializers it has.
struct ONNXGraph {
    private(set) var name = ""
    private(set) var nodeCount = 0
    private(set) var initializerCount = 0

    init(_ message: Range<Int>, in input: RawSpan) {
        var fields = WireFields(message)
        while let field = fields.next(in: input) {
            switch ONNXField.Graph(rawValue: field.number) {
            case .name: name = input.text(in: field.body)
            case .node: nodeCount += 1
            case .initializer: initializerCount += 1
            default: break
            }
        }
    }
}
