/// Functions of the elements at equal places of two or more blobs, or of a blob and a number.
///
/// Of blobs with different numbers of axes the lesser broadcasts inside or outside, so that the greater's shape holds.
///
/// ncnn src/layer/binaryop.cpp, eltwise.cpp.
public struct NCNNElementwise: NCNNLayer {
    public static let names = ["BinaryOp", "Eltwise"]

    private static let functions = [
        "Add", "Sub", "Mul", "Div", "Max", "Min", "Pow", "Sub", "Div", "Pow", "Atan2", "Atan2",
    ]

    public let onnxName: String
    public let constants: [Operand]

    public init(_ description: OperatorDescription) throws(OperatorError) {
        let number = try description.ncnn(0, default: 0)
        let functions = description.name == "BinaryOp" ? Self.functions : ["Mul", "Add", "Max"]
        guard functions.indices.contains(number) else {
            throw OperatorError(.attribute("0"), "expected 0 to \(functions.count - 1), found \(number)")
        }
        onnxName = functions[number]
        guard description.name == "BinaryOp", try description.ncnn(1, default: 0) != 0 else {
            constants = []
            return
        }
        let scalar = try description.ncnnReal(2, default: 0)
        constants = [Operand(TensorType(.float32, []), elements: .reals([scalar]), isConstant: true)]
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let first = try inputs.require(0, "data").type
        var shapes: [TensorShape] = []
        for index in 0..<inputs.count {
            guard let shape = try inputs.require(index, "data").type.shape else {
                return [TensorType(first.element, nil)]
            }
            shapes.append(shape)
        }
        let rank = shapes.reduce(0) { max($0, $1.count) }
        let greatest = shapes.filter { $0.count == rank }
        return [TensorType(first.element, try .broadcast(greatest))]
    }
}
