/// Tensors in a row: made, joined, measured, and taken apart.
///
/// Inputs: `SequenceConstruct` the tensors, `SplitToSequence` a tensor and the optional sizes of its parts, the others a
/// sequence, and where they ask for it a tensor and a place. Outputs: a sequence, whose element type and shape are what
/// all of its tensors have in common; a tensor; for `SequenceLength` a scalar.
///
/// ONNX `ConcatFromSequence`, `SequenceAt`, `SequenceConstruct`, `SequenceEmpty`, `SequenceErase`, `SequenceInsert` and
/// `SequenceLength`, opset 11; `SplitToSequence`, 11 and 24: https://onnx.ai/onnx/operators/onnx__SequenceConstruct.html.
public struct TensorSequence: Operator {
    /// The members of the family, by ONNX's names.
    public enum Function: String, Sendable, CaseIterable {
        case at = "SequenceAt"
        case concat = "ConcatFromSequence"
        case construct = "SequenceConstruct"
        case empty = "SequenceEmpty"
        case erase = "SequenceErase"
        case insert = "SequenceInsert"
        case length = "SequenceLength"
        case split = "SplitToSequence"
    }

    public static let names = Function.allCases.map(\.rawValue)

    public let function: Function
    public let axis: Int
    /// Whether `ConcatFromSequence` makes a new axis, and `SplitToSequence` keeps the one that it cuts into single places.
    private let keepsAxis: Bool
    private let makesAxis: Bool
    private let element: ElementType

    public var name: String { function.rawValue }

    public init(_ description: OperatorDescription) throws(OperatorError) {
        function = Function(rawValue: description.name) ?? .construct
        axis = try function == .concat ? description.requiredInteger("axis") : description.integer("axis") ?? 0
        makesAxis = try description.flag("new_axis", default: false)
        keepsAxis = try description.flag("keepdims", default: true)
        element = try description.elementType("dtype") ?? .float32
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        switch function {
        case .empty: return [TensorType(element, nil, container: .sequence(count: 0))]
        case .construct: return [try sequence(of: inputs)]
        case .split: return [try parts(of: inputs)]
        default: break
        }
        let type = try inputs.require(0, "a sequence").type
        var count: Int?
        if case .sequence(let known) = type.container { count = known }
        switch function {
        case .length: return [TensorType(.int64, [])]
        case .at: return [TensorType(type.element, type.shape)]
        case .insert:
            let tensor = try inputs.require(1, "a tensor").type
            let joined = TensorType(tensor.element, tensor.shape, container: .sequence(count: 1)).joined(with: type)
            return [TensorType(joined.element, joined.shape, container: .sequence(count: count?.sum(with: 1)))]
        case .erase:
            return [TensorType(type.element, type.shape, container: .sequence(count: count.map { max(0, $0 - 1) }))]
        default: return [try concatenation(of: type, count: count.map(Dimension.fixed) ?? .unknown)]
        }
    }

    public func outputElements(for inputs: Operands, outputs: [TensorType]) -> [Elements?] {
        guard function == .length, case .sequence(let count?)? = inputs[0]?.type.container else { return [] }
        return [.integers([.fixed(count)])]
    }

    private func sequence(of inputs: Operands) throws(OperatorError) -> TensorType {
        var type = TensorType(.unknown, nil, container: .sequence(count: 0))
        for index in 0..<inputs.count {
            let tensor = try inputs.require(index, "a tensor").type
            type = type.joined(with: TensorType(tensor.element, tensor.shape, container: .sequence(count: 1)))
        }
        return TensorType(type.element, type.shape, container: .sequence(count: inputs.count))
    }

    private func concatenation(of type: TensorType, count: Dimension) throws(OperatorError) -> TensorType {
        guard var shape = type.shape else { return TensorType(type.element, nil) }
        if makesAxis {
            shape.insert(count, at: try axis.axis(ofRank: shape.count + 1, .attribute("axis")))
        } else {
            let axis = try axis.axis(ofRank: shape.count, .attribute("axis"))
            shape[axis] = shape[axis] * count
        }
        return TensorType(type.element, shape)
    }

    private func parts(of inputs: Operands) throws(OperatorError) -> TensorType {
        let type = try inputs.require(0, "data").type
        guard var shape = type.shape else {
            return TensorType(type.element, nil, container: .sequence(count: nil))
        }
        let axis = try axis.axis(ofRank: shape.count, .attribute("axis"))
        let extent = shape[axis]
        guard let sizes = inputs[1] else {
            if keepsAxis { shape[axis] = 1 } else { shape.remove(at: axis) }
            return TensorType(type.element, shape, container: .sequence(count: extent.value))
        }
        let (size, count) = division(of: extent, by: sizes)
        shape[axis] = size
        return TensorType(type.element, shape, container: .sequence(count: count))
    }

    /// The extent that all parts have in common, and their number.
    private func division(of extent: Dimension, by sizes: Operand) -> (Dimension, Int?) {
        guard let list = sizes.integerList, let first = list.first else { return (.unknown, nil) }
        guard sizes.type.shape?.isEmpty == true else {
            return (list.allSatisfy { $0 == first } ? first : .unknown, list.count)
        }
        guard let size = first.value, size > 0, let total = extent.value else { return (.unknown, nil) }
        let isEven = total.isMultiple(of: size)
        return (isEven ? first : .unknown, total / size + (isEven ? 0 : 1))
    }
}
