/// An operator of which a graph of nn-Meter's tells the shapes of its outputs and no more.
///
/// https://github.com/microsoft/nn-Meter, nn_meter/ir_converter.
public struct NNMeterOperator: Operator {
    public static let names: [String] = []

    private let types: [TensorType]

    /// - Parameter types: of the outputs.
    public init(types: [TensorType]) { self.types = types }

    public init(_ description: OperatorDescription) throws(OperatorError) {
        types = Array(repeating: TensorType(.unknown, nil), count: description.outputCount)
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] { types }

    public func cost(inputs: Operands, outputs: [TensorType]) -> Cost? {
        inputs.parameterCount(0..<inputs.count).map { Cost(parameters: $0) }
    }
}

extension OperatorDescription {
    /// The domain of nn-Meter's nodes.
    public static let nnMeterDomain = "nn-meter"
}
