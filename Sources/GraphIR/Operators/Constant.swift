/// A tensor that the file holds.
///
/// No inputs. Output: what the one attribute holds.
///
/// ONNX `Constant`, opsets 1 (`value`), 9, 11 (`sparse_value`), 12 (`value_float` and the like), 13, 19, 21, 23, 24 and
/// 25: https://onnx.ai/onnx/operators/onnx__Constant.html.
public struct Constant: Operator {
    /// On the heap, so that a node that holds nothing takes none.
    private indirect enum Content: Hashable { case tensor(Operand), inPlace }

    public static let names = ["Constant"]
    /// The operator of a node whose output was given the tensor: `Graph.hold`.
    public static let inPlace = Constant(.inPlace)

    private let content: Content

    private init(_ content: Content) { self.content = content }

    /// The operator that holds a tensor.
    public init(value: Operand) { self.init(.tensor(value)) }

    public init(_ description: OperatorDescription) throws(OperatorError) {
        guard let attribute = description.attributes.first(where: { Self.attributes.contains($0.name) }) else {
            throw OperatorError(.attribute("value"), "expected a tensor, found none")
        }
        let value =
            switch attribute.value {
            case .tensor(let tensor): tensor
            case .integer(let value): Operand(TensorType(.int64, []), elements: .integers([.fixed(value)]))
            case .integers(let values):
                Operand(
                    TensorType(.int64, [.fixed(values.count)]), elements: .integers(values.map(Dimension.fixed)))
            case .real(let value): Operand(TensorType(.float32, []), elements: .reals([value]))
            case .reals(let values):
                Operand(TensorType(.float32, [.fixed(values.count)]), elements: .reals(values))
            case .string: Operand(TensorType(.string, []))
            case .strings(let values): Operand(TensorType(.string, [.fixed(values.count)]))
            case .type, .graph, .other: Operand(TensorType(.unknown, nil))
            }
        self.init(value: value)
    }

    private static let attributes = [
        "value", "value_float", "value_floats", "value_int", "value_ints", "value_string", "value_strings",
        "sparse_value",
    ]

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        if case .tensor(let tensor) = content { [tensor.type] } else { [] }
    }

    public func outputElements(for inputs: Operands, outputs: [TensorType]) -> [Elements?] {
        if case .tensor(let tensor) = content { [tensor.elements] } else { [] }
    }
}
