/// What a GraphProto is called, where its tensors and declarations lie, and how many nodes it has.
struct ONNXGraph {
    let message: Range<Int>
    private(set) var name = ""
    private(set) var initializers: [Range<Int>] = []
    private(set) var sparseInitializers: [Range<Int>] = []
    private(set) var inputs: [Range<Int>] = []
    private(set) var outputs: [Range<Int>] = []
    private(set) var declarations: [Range<Int>] = []
    private(set) var nodeCount = 0

    private static let usualInitializerCount = 128

    init(_ message: Range<Int>, in input: RawSpan) {
        self.message = message
        initializers.reserveCapacity(Self.usualInitializerCount)
        var fields = WireFields(message)
        while let field = fields.next(in: input) {
            switch ONNXField.Graph(rawValue: field.number) {
            case .node: nodeCount += 1
            case .name: name = input.text(in: field.body)
            case .initializer: initializers.append(field.body)
            case .sparseInitializer: sparseInitializers.append(field.body)
            case .input: inputs.append(field.body)
            case .output: outputs.append(field.body)
            case .valueInfo: declarations.append(field.body)
            case nil: break
            }
        }
    }
}
