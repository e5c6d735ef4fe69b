/// Discrete Fourier transforms, of a whole axis or of windows that move along a signal.
///
/// Inputs of `DFT`: data (…, 1 or 2), whose last axis holds real and imaginary parts, and optionally the length and, since
/// opset 20, the axis; output: the data with the length along the axis and 2 parts. Inputs of `STFT`: a signal (batch,
/// length, 1 or 2), the step, and a window or a frame length; output: (batch, frames, bins, 2). One-sided, ⌊length/2⌋ + 1
/// bins are kept, and from them an inverse makes real numbers.
///
/// ONNX `DFT`, opsets 17 (attribute `axis`) and 20; `STFT`, 17: https://onnx.ai/onnx/operators/onnx__DFT.html.
public struct Fourier: Operator {
    public static let names = ["DFT", "STFT"]

    public let name: String
    public let isInverse: Bool
    public let isOneSided: Bool
    private let axis: Int?
    private let takesAxis: Bool

    public init(_ description: OperatorDescription) throws(OperatorError) {
        name = description.name
        isInverse = try description.flag("inverse", default: false)
        isOneSided = try description.flag("onesided", default: name == "STFT")
        takesAxis = description.opset >= 20
        axis = takesAxis ? nil : try description.integer("axis") ?? 1
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let type = try inputs.require(0, "a signal").type
        guard let shape = type.shape else { return [type] }
        if name == "STFT" { return [TensorType(type.element, try frames(of: shape, inputs))] }
        return [TensorType(type.element, try transformed(shape, inputs))]
    }

    private func transformed(_ shape: TensorShape, _ inputs: Operands) throws(OperatorError) -> TensorShape {
        try shape.requireRank(atLeast: 2, 0)
        let given = axis ?? (inputs[2] == nil ? -2 : inputs.integer(2))
        guard let given else {
            // Without another length all axes keep theirs, whichever is meant.
            let rest =
                isOneSided || inputs[1] != nil
                ? TensorShape(unknownOfRank: shape.count - 1) : TensorShape(shape.dropLast())
            return rest + [isOneSided && isInverse ? 1 : 2]
        }
        let axis = try given.axis(ofRank: shape.count, takesAxis ? .input(2) : .attribute("axis"))
        var result = shape
        if inputs[1] != nil { result[axis] = inputs.integer(1).map(Dimension.fixed) ?? .unknown }
        if isOneSided {
            let bins = isInverse && inputs[1] == nil ? (result[axis] - 1) * 2 : result[axis]
            result[axis] = isInverse ? bins : bins.map { $0 / 2 } + 1
        }
        result[shape.count - 1] = isOneSided && isInverse ? 1 : 2
        return result
    }

    private func frames(of shape: TensorShape, _ inputs: Operands) throws(OperatorError) -> TensorShape {
        try shape.requireRank(3, 0)
        let step = try inputs.require(1, "a step")
        let length = inputs.integer(3).map(Dimension.fixed) ?? inputs.shape(2)?.first ?? .unknown
        var count = Dimension.unknown
        if let step = step.elements?.integers?.first, let length = length.value, let signal = shape[1].value {
            guard step > 0, (0...signal).contains(length) else {
                throw OperatorError(.inputs, "expected frames within \(signal), found \(length) every \(step)")
            }
            count = .fixed((signal - length) / step + 1)
        }
        return [shape[0], count, isOneSided ? length / 2 + 1 : length, 2]
    }
}
