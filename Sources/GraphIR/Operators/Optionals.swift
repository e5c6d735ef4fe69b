/// A tensor or a sequence that may be missing.
///
/// Inputs: for `Optional` what it holds, or none and the attribute `type`; for the others an optional, a tensor or a
/// sequence. Outputs: the optional, what it holds, or whether it holds anything.
///
/// ONNX `Optional`, opset 15; `OptionalGetElement` and `OptionalHasElement`, 15 and 18:
/// https://onnx.ai/onnx/operators/onnx__Optional.html.
public struct Optionals: Operator {
    public static let names = ["Optional", "OptionalGetElement", "OptionalHasElement"]

    public let name: String
    private let type: TensorType

    public init(_ description: OperatorDescription) throws(OperatorError) {
        name = description.name
        if case .type(let type)? = description.value("type") {
            self.type = type
        } else {
            type = TensorType(.unknown, nil)
        }
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        guard name != "OptionalHasElement" else { return [TensorType(.bool, [])] }
        var type = inputs[0]?.type ?? type
        if name == "OptionalGetElement" {
            switch type.container {
            case .optional: type.container = .tensor
            case .optionalSequence: type.container = .sequence(count: nil)
            default: break
            }
        } else if case .sequence = type.container {
            type.container = .optionalSequence
        } else {
            type.container = .optional
        }
        return [type]
    }

    public func outputElements(for inputs: Operands, outputs: [TensorType]) -> [Elements?] {
        guard name == "OptionalHasElement" else { return [] }
        switch inputs[0]?.type.container {
        case nil: return [.integers([0])]
        case .optional, .optionalSequence: return []
        default: return [.integers([1])]
        }
    }
}
