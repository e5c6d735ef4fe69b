/// A recurrent layer over a sequence, in one direction or both.
///
/// Inputs: X (sequence, batch, input), W (directions, gates·hidden, input), R (directions, gates·hidden, hidden), and
/// optionally a bias, sequence lengths, initial states and, for `LSTM`, peepholes. Outputs: Y (sequence, directions,
/// batch, hidden), and the last state (directions, batch, hidden), for `LSTM` two. With `layout` 1 the batch comes
/// first.
///
/// ONNX `GRU`, opsets 1, 3, 7, 14 (`layout`) and 22; `LSTM` and `RNN`, 1, 7, 14 and 22:
/// https://onnx.ai/onnx/operators/onnx__LSTM.html.
public struct Recurrent: Operator {
    public static let names = ["GRU", "LSTM", "RNN"]

    public let name: String
    public let isBidirectional: Bool
    /// Whether the batch is the first axis.
    public let isBatchFirst: Bool
    /// The width of the state, where the file says so; the recurrent weights tell it too.
    public let hiddenSize: Int?

    public init(_ description: OperatorDescription) throws(OperatorError) {
        name = description.name
        isBidirectional = try description.string("direction")?.lowercased() == "bidirectional"
        isBatchFirst = try description.integer("layout") == 1
        hiddenSize = try description.integer("hidden_size")
        try hiddenSize.map { [$0] }?.requirePositive("hidden_size")
    }

    private func hidden(_ inputs: Operands) -> Dimension {
        if let hiddenSize { return .fixed(hiddenSize) }
        return inputs.shape(2)?.last ?? .unknown
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let type = try inputs.require(0, "data").type
        _ = try inputs.require(1, "weights")
        _ = try inputs.require(2, "recurrent weights")
        try type.shape?.requireRank(3, 0)
        let sequence = type.shape?[isBatchFirst ? 1 : 0] ?? .unknown
        let batch = type.shape?[isBatchFirst ? 0 : 1] ?? .unknown
        let directions: Dimension = isBidirectional ? 2 : 1
        let hidden = hidden(inputs)
        let output: TensorShape =
            isBatchFirst ? [batch, sequence, directions, hidden] : [sequence, directions, batch, hidden]
        let state: TensorShape = isBatchFirst ? [batch, directions, hidden] : [directions, batch, hidden]
        return [output, state, state].map { TensorType(type.element, $0) }
    }

    public func cost(inputs: Operands, outputs: [TensorType]) -> Cost? {
        // Y has sequence · directions · batch · hidden elements; each takes a row of W and of R per gate.
        let gates = name == "LSTM" ? 4 : name == "GRU" ? 3 : 1
        guard let input = inputs.shape(0)?.last?.value, let hidden = hidden(inputs).value,
            let parameters = inputs.parameterCount([1, 2, 3, 7]),
            let macs = outputs.first?.elementCount?.product(with: gates * (input + hidden))
        else { return nil }
        return Cost(multiplyAccumulates: macs, parameters: parameters)
    }
}
