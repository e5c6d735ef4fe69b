/// The axes from one on normalised to mean 0 and variance 1, then scaled and shifted.
///
/// Inputs: X, a scale and an optional bias over the normalised axes. Outputs: as X, and optionally the mean and the
/// inverse deviation, with 1 for each normalised axis.
///
/// ONNX `LayerNormalization`, opset 17: https://onnx.ai/onnx/operators/onnx__LayerNormalization.html. ONNX Runtime adds
/// `SimplifiedLayerNormalization`, without the mean, to the default domain.
public struct LayerNormalization: Operator {
    public static let names = ["LayerNormalization", "SimplifiedLayerNormalization"]

    /// The first normalised axis; negative ones count from the back.
    public let axis: Int
    /// Whether the mean is subtracted and told.
    private let centers: Bool
    private let statistics: ElementType

    public init(_ description: OperatorDescription) throws(OperatorError) {
        centers = description.name == "LayerNormalization"
        axis = try description.integer("axis") ?? -1
        statistics = try description.elementType("stash_type") ?? .float32
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let type = try inputs.require(0, "data").type
        guard let shape = type.shape else {
            return [type] + Array(repeating: TensorType(statistics, nil), count: centers ? 2 : 1)
        }
        let first = try axis.axis(ofRank: shape.count, .attribute("axis"))
        let reduced = TensorShape(shape[..<first]) + repeatElement(1, count: shape.count - first)
        return [type] + Array(repeating: TensorType(statistics, reduced), count: centers ? 2 : 1)
    }

    public func cost(inputs: Operands, outputs: [TensorType]) -> Cost? {
        inputs.parameterCount(1...2).map { Cost(parameters: $0) }
    }
}
