import GraphIR

/// `channel_shuffle` becomes a reshape, a transpose and a reshape: TFLite has no such operator.
struct ChannelShuffleExpansion: Lowering {
    static let name = "channel-shuffle-expansion"

    func apply(to operations: inout OperationGraph) {
        var replacements: [Int: [Operation]] = [:]
        for index in operations.operations.indices where operations.operations[index].name == "channel_shuffle" {
            replacements[index] = expansion(of: operations.operations[index], &operations)
        }
        operations.replace(replacements)
    }

    private func expansion(of operation: Operation, _ operations: inout OperationGraph) -> [Operation] {
        var first = operation
        first.name = "reshape"
        var inner: [Int] = []
        for _ in 0..<2 { inner.append(operations.addTensor(like: operation.outputs[0])) }
        first.outputs = [inner[0]]
        let exchange = Operation(
            name: "transpose", inputs: [inner[0]], outputs: [inner[1]], nodes: [], anchor: nil, source: .lowering)
        let last = Operation(
            name: "reshape", inputs: [inner[1]], outputs: operation.outputs, nodes: [], anchor: nil, source: .lowering)
        return [first, exchange, last]
    }
}
