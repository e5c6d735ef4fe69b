/// Each element held between a lower and an upper bound.
///
/// Inputs: X, and since opset 11 the optional scalars min and max. Output: as X.
///
/// ONNX `Clip`, opsets 1, 6, 11, 12 and 13; before opset 11 the bounds are the attributes `min` and `max`:
/// https://onnx.ai/onnx/operators/onnx__Clip.html.
public struct Clip: Operator {
    public static let names = ["Clip"]

    /// The bounds that attributes give; nil where there is none, or where it is an input.
    public let lowerAttribute: Double?
    public let upperAttribute: Double?

    public init(_ description: OperatorDescription) throws(OperatorError) {
        lowerAttribute = try description.real("min")
        upperAttribute = try description.real("max")
    }

    /// The bounds, where they are known: of an attribute, of an input, or infinite where there is neither.
    public func bounds(for inputs: Operands) -> ClosedRange<Double>? {
        guard let lower = bound(lowerAttribute, inputs[1], default: -.infinity),
            let upper = bound(upperAttribute, inputs[2], default: .infinity), lower <= upper
        else { return nil }
        return lower...upper
    }

    private func bound(_ attribute: Double?, _ input: Operand?, default none: Double) -> Double? {
        if let attribute { return attribute }
        guard let input else { return none }
        guard let numbers = input.elements?.numbers, numbers.count == 1 else { return nil }
        return numbers[0]
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        [try inputs.require(0, "data").type]
    }

    public func outputElements(for inputs: Operands, outputs: [TensorType]) -> [Elements?] {
        guard let bounds = bounds(for: inputs), let elements = inputs[0]?.elements else { return [] }
        switch elements {
        case .reals(let values):
            return [.reals(values.map { min(max($0, bounds.lowerBound), bounds.upperBound) })]
        case .integers(let values):
            let lower = Int(exactly: bounds.lowerBound) ?? .min
            let upper = Int(exactly: bounds.upperBound) ?? .max
            return [.integers(values.map { $0.map { Swift.min(Swift.max($0, lower), upper) } })]
        }
    }
}
