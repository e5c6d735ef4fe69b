/// Steps of training: tensors updated by their gradients, and the gradients.
///
/// Inputs: a rate, a step count, then for n tensors the tensors, their gradients and each state. Outputs: the new tensors
/// and states. `Gradient` reads the values to differentiate by, and writes a gradient of the shape of each.
///
/// ONNX domain `ai.onnx.preview.training`, opset 1:
/// https://onnx.ai/onnx/operators/index.html#ai-onnx-preview-training.
public struct Optimizer: Operator {
    public static let names = ["Adagrad", "Adam", "Gradient", "Momentum"].map { "ai.onnx.preview.training." + $0 }

    public let name: String
    private let gradientCount: Int

    public init(_ description: OperatorDescription) throws(OperatorError) {
        name = description.name
        if case .strings(let names)? = description.value("xs") {
            gradientCount = names.count
        } else {
            gradientCount = 0
        }
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        if name == "Gradient" { return inputs.all.prefix(gradientCount).map { $0?.type ?? TensorType(.unknown, nil) } }
        // Of each tensor there are the tensor, its gradient and one state, of Adam's two.
        let stateCount = name == "Adam" ? 2 : 1
        let count = max(0, inputs.count - 2) / (2 + stateCount)
        let types = inputs.all.dropFirst(2).map { $0?.type ?? TensorType(.unknown, nil) }
        return Array(types.prefix(count)) + types.dropFirst(2 * count)
    }

    public func cost(inputs: Operands, outputs: [TensorType]) -> Cost? { nil }
}
