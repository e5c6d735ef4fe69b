/// What a node computes: its attributes, the types of its outputs, and its work.
///
/// One operator, or a family that shares its rules, is one file in `Operators/`, and one line in `Operators.all`.
public protocol Operator: Sendable, Hashable {
    /// The names of the family, ONNX's where ONNX has the operator; with the domain in front where that is not the default
    /// one: `com.microsoft.FusedConv`.
    static var names: [String] { get }

    /// Reads the attributes, as every opset of ONNX writes them.
    init(_ description: OperatorDescription) throws(OperatorError)

    /// The outputs' types. An axis that cannot be told stays unknown.
    func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType]

    /// The outputs' elements, where they are few and follow from what is known of the inputs: shape arithmetic.
    ///
    /// `outputs` are the types that `outputTypes` found. The list is empty or has one entry per output.
    func outputElements(for inputs: Operands, outputs: [TensorType]) -> [Elements?]

    /// The work of one run, or nil where a shape that it needs is not known.
    func cost(inputs: Operands, outputs: [TensorType]) -> Cost?

    /// Whether equal inputs always give equal outputs.
    var isDeterministic: Bool { get }
}

extension Operator {
    public func outputElements(for inputs: Operands, outputs: [TensorType]) -> [Elements?] { [] }
    public func cost(inputs: Operands, outputs: [TensorType]) -> Cost? { Cost() }
    public var isDeterministic: Bool { true }
}
