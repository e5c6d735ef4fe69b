/// Each element as another element type.
///
/// Input: X; for `CastLike` also a tensor that has the wanted type. Output: the same shape. `BitCast` keeps the bits, the
/// others the numbers; reals become integers by rounding towards zero.
///
/// ONNX `Cast`, opsets 1, 6, 9, 13, 19, 21, 23, 24 and 25; `CastLike`, 15, 19, 21, 23, 24 and 25; `BitCast`, 26. In opset 1
/// `to` is a type's name: https://onnx.ai/onnx/operators/onnx__Cast.html.
public struct Cast: Operator {
    public static let names = ["BitCast", "Cast", "CastLike"]

    public let name: String
    /// The wanted type; nil for `CastLike`.
    public let target: ElementType?

    public init(_ description: OperatorDescription) throws(OperatorError) {
        name = description.name
        guard name != "CastLike" else {
            target = nil
            return
        }
        if case .string(let word)? = description.value("to") {
            target = Self.types[word] ?? .unknown
        } else {
            target = try description.elementType("to") ?? .unknown
        }
    }

    /// The types by the names that opset 1 calls them.
    private static let types: [String: ElementType] = [
        "BOOL": .bool, "COMPLEX64": .complex64, "COMPLEX128": .complex128, "DOUBLE": .float64, "FLOAT": .float32,
        "FLOAT16": .float16, "INT8": .int8, "INT16": .int16, "INT32": .int32, "INT64": .int64, "STRING": .string,
        "UINT8": .uint8, "UINT16": .uint16, "UINT32": .uint32, "UINT64": .uint64,
    ]

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let shape = try inputs.require(0, "data").type.shape
        if let target { return [TensorType(target, shape)] }
        return [TensorType(try inputs.require(1, "a tensor of the wanted type").type.element, shape)]
    }

    public func outputElements(for inputs: Operands, outputs: [TensorType]) -> [Elements?] {
        guard name != "BitCast", let elements = inputs[0]?.elements, let element = outputs.first?.element else {
            return []
        }
        return [convert(elements, to: element)]
    }

    private func convert(_ elements: Elements, to element: ElementType) -> Elements? {
        switch elements {
        case .integers(let values) where element == .bool:
            return .integers(values.map { $0.map { $0 == 0 ? 0 : 1 } })
        case .integers where element.isInteger:
            return elements.fitted(to: element)
        case .integers where element.isReal:
            return elements.numbers.flatMap { Elements.reals($0).fitted(to: element) }
        case .reals(let values) where element == .bool:
            return .integers(values.map { $0 == 0 ? 0 : 1 })
        case .reals(let values) where element.isInteger:
            let integers = values.map { value in Int(exactly: value.rounded(.towardZero)).map(Dimension.fixed) }
            return Elements.integers(integers.map { $0 ?? .unknown }).fitted(to: element)
        case .reals where element.isReal:
            return elements.fitted(to: element)
        default:
            return nil
        }
    }
}
