/// A matrix product with what ONNX Runtime fused into it: transpositions, scales, a bias, an activation; or of quantised
/// factors whose result is real.
///
/// Inputs: A and B, then scales, zero points or a bias. Output: the product, of the element type of A or of its scale.
///
/// ONNX Runtime `DynamicQuantizeMatMul`, `FusedMatMul`, `FusedMatMulActivation`, `GemmFastGelu`, `MatMulInteger16`,
/// `MatMulIntegerToFloat`, `QOrderedMatMul`, `SparseToDenseMatMul` and `TransposeMatMul`, version 1:
/// https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md.
public struct FusedMatMul: Operator {
    public static let names = [
        "DynamicQuantizeMatMul", "FusedMatMul", "FusedMatMulActivation", "GemmFastGelu", "MatMulInteger16",
        "MatMulIntegerToFloat", "QOrderedMatMul", "SparseToDenseMatMul", "TransposeMatMul",
    ].map { "com.microsoft." + $0 }

    public let name: String
    public let transposesA: Bool
    public let transposesB: Bool
    /// Whether the batch axes come between the rows and the columns.
    private let movesBatchA: Bool
    private let movesBatchB: Bool
    /// The activation by ONNX's name; nil where there is none.
    public let activation: String?

    public init(_ description: OperatorDescription) throws(OperatorError) {
        name = description.name
        transposesA = try description.flag("transA", default: false)
        transposesB = try description.flag("transB", default: false)
        movesBatchA = try description.flag("transBatchA", default: false)
        movesBatchB = try description.flag("transBatchB", default: false)
        activation = try name == "GemmFastGelu" ? "FastGelu" : description.string("activation")
    }

    /// The index of the right factor.
    private var rightInput: Int { name == "QOrderedMatMul" ? 2 : 1 }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let left = try inputs.require(0, "a factor").type
        let right = try inputs.require(rightInput, "a factor").type
        let element: ElementType =
            switch name {
            case "MatMulIntegerToFloat": inputs[2]?.type.element ?? .float32
            case "MatMulInteger16": .int32
            default: left.element
            }
        guard let rows = left.shape, let columns = right.shape else { return [TensorType(element, nil)] }
        return [
            TensorType(
                element,
                try MatMul.product(
                    Self.factor(rows, transposesA, movesBatchA), Self.factor(columns, transposesB, movesBatchB),
                    rightInput: rightInput))
        ]
    }

    /// The shape as (batch, rows, columns).
    private static func factor(_ shape: TensorShape, _ isTransposed: Bool, _ movesBatch: Bool) -> TensorShape {
        guard shape.count > 1 else { return shape }
        var shape = shape
        if movesBatch { shape.insert(shape.removeFirst(), at: shape.count - 1) }
        if isTransposed { shape.swapAt(shape.count - 2, shape.count - 1) }
        return shape
    }

    public func cost(inputs: Operands, outputs: [TensorType]) -> Cost? {
        guard let shape = inputs.shape(0),
            let inner = Self.factor(shape, transposesA, movesBatchA).last?.value,
            let parameters = inputs.parameterCount([0, rightInput] + (name == "GemmFastGelu" ? [2] : [])),
            let macs = outputs.first?.elementCount?.product(with: inner)
        else { return nil }
        return Cost(multiplyAccumulates: macs, parameters: parameters)
    }
}
