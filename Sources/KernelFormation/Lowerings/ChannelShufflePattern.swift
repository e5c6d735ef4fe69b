import GraphIR

/// (N, C, …) seen as (N, g, C/g, …), the two middle axes exchanged, and seen as (N, C, …) again, becomes
/// `channel_shuffle`.
struct ChannelShufflePattern: Lowering {
    static let name = "channel-shuffle"

    func apply(to operations: inout OperationGraph) {
        for index in operations.operations.indices where operations.operations[index].isNamed("Reshape") {
            guard
                let exchange = operations.onlyProducer(of: operations.operations[index].inputs[0], named: "Transpose"),
                let split = operations.onlyProducer(of: operations.operations[exchange].inputs[0], named: "Reshape"),
                exchangesChannels(operations, exchange),
                operations.type(of: operations.operations[split].inputs[0]).shape
                    == operations.type(of: operations.operations[index].outputs[0]).shape
            else { continue }
            operations.operations[index].name = "channel_shuffle"
            operations.operations[index].inputs = operations.operations[split].inputs
            operations.fold(exchange, into: index)
            operations.fold(split, into: index)
        }
        operations.connect()
    }

    private func exchangesChannels(_ operations: OperationGraph, _ index: Int) -> Bool {
        guard let transpose = operations.anchor(of: index)?.operation as? Transpose,
            let permutation = transpose.permutation, permutation.count > 3
        else { return false }
        return permutation == [0, 2, 1] + (3..<permutation.count)
    }
}
