/// What a FunctionProto takes and gives, by where the names lie, and how much there is of the rest.
struct ONNXFunctionDefinition {
    let message: Range<Int>
    private(set) var inputs: [Range<Int>] = []
    private(set) var outputs: [Range<Int>] = []
    private(set) var operatorSets: [ImportedModel.OperatorSet] = []
    private(set) var nodeCount = 0
    private(set) var attributeCount = 0

    init(_ message: Range<Int>, in input: RawSpan) {
        self.message = message
        var fields = WireFields(message)
        while let field = fields.next(in: input) {
            switch ONNXField.Function(rawValue: field.number) {
            case .input: inputs.append(field.body)
            case .output: outputs.append(field.body)
            case .opsetImport: operatorSets.append(ONNXMessage.operatorSet(field.body, in: input))
            case .node: nodeCount += 1
            case .attributeProto: attributeCount += 1
            case .name, .domain, .overload, nil: break
            }
        }
    }
}
