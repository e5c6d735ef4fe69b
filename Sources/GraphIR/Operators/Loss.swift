/// How far predicted classes are from the right ones.
///
/// Inputs: scores (N, C, …), the right classes (N, …), and optional weights (C). Outputs: a loss per class, or one for
/// all; for `SoftmaxCrossEntropyLoss` also the logarithms of the probabilities.
///
/// ONNX `NegativeLogLikelihoodLoss`, opsets 12, 13 and 22; `SoftmaxCrossEntropyLoss`, 12 and 13:
/// https://onnx.ai/onnx/operators/onnx__SoftmaxCrossEntropyLoss.html.
public struct Loss: Operator {
    public static let names = ["NegativeLogLikelihoodLoss", "SoftmaxCrossEntropyLoss"]

    public let name: String
    /// Whether one number is given for all.
    public let isReduced: Bool

    public init(_ description: OperatorDescription) throws(OperatorError) {
        name = description.name
        isReduced = try description.string("reduction") != "none"
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let type = try inputs.require(0, "scores").type
        let classes = try inputs.require(1, "classes").type
        return [TensorType(type.element, isReduced ? [] : classes.shape), type]
    }
}
