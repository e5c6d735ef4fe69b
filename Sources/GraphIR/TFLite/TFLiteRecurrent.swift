/// A recurrent layer: one step, or a sequence in one direction.
///
/// Inputs: X, (batch, input) for one step, and else (batch, time, input), or with `time_major` (time, batch, input); then
/// weights of each gate, (hidden, input) and (hidden, hidden), biases, and states. Output: X's shape, the last extent the
/// hidden one.
///
/// tensorflow/lite/kernels/basic_rnn.cc, lstm.cc, unidirectional_sequence_lstm.cc, unidirectional_sequence_rnn.cc.
public struct TFLiteRecurrent: Operator {
    public static let names = ["LSTM", "RNN", "UNIDIRECTIONAL_SEQUENCE_LSTM", "UNIDIRECTIONAL_SEQUENCE_RNN"]

    public let name: String

    public init(_ description: OperatorDescription) throws(OperatorError) { name = description.name }

    private var isLSTM: Bool { name.hasSuffix("LSTM") }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        guard let shape = try inputs.require(0, "data").type.shape else { return [.declared(nil)] }
        // Of an LSTM, the projection's rows where there is one, and else those of the weights from X to the forget gate.
        let rows = isLSTM ? inputs.shape(16)?.first ?? inputs.shape(2)?.first : inputs.shape(1)?.first
        return [.declared(shape.dropLast() + [rows ?? .unknown])]
    }

    /// Each matrix of weights is multiplied once per step and element of the batch.
    public func cost(inputs: Operands, outputs: [TensorType]) -> Cost? {
        let matrices = isLSTM ? Array(1...8) + [16] : [1, 2]
        var weights = 0
        for index in matrices {
            guard let operand = inputs[index] else { continue }
            guard let count = operand.type.elementCount, let sum = weights.sum(with: count) else { return nil }
            weights = sum
        }
        guard let steps = inputs.shape(0)?.dropLast().product.value, let macs = weights.product(with: steps),
            let parameters = inputs.parameterCount(matrices + (isLSTM ? Array(9...15) + [17] : [3]))
        else { return nil }
        return Cost(multiplyAccumulates: macs, parameters: parameters)
    }
}
