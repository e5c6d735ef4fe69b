/// Integers that older opsets of ONNX write as an attribute, and newer ones as an input: axes, pads, a shape.
public struct IntegerArgument: Sendable, Hashable {
    /// The attribute's name.
    let name: String
    /// What the attribute holds, where the node has it.
    let attribute: [Int]?
    /// The input's index, in opsets that have it.
    let input: Int?

    /// The attribute of a node; the input, where the opset is not older than the one that introduced it.
    init(
        _ name: String, input: Int, since opset: Int, _ description: OperatorDescription
    ) throws(OperatorError) {
        self.name = name
        attribute = try description.integers(name)
        self.input = description.opset >= opset ? input : nil
    }

    /// The part that a message blames.
    var part: OperatorError.Part {
        if attribute == nil, let input { .input(input) } else { .attribute(name) }
    }

    /// Whether the node has it at all.
    public func isPresent(in inputs: Operands) -> Bool {
        attribute != nil || input.flatMap { inputs[$0] } != nil
    }

    /// The integers, each as far as it is known; nil where there are none, or where not even their number is known.
    public func values(in inputs: Operands) -> [Dimension]? {
        if let attribute { return attribute.map(Dimension.fixed) }
        return input.flatMap { inputs[$0]?.integerList }
    }

    /// The integers, where all of them are known.
    public func integers(in inputs: Operands) -> [Int]? { values(in: inputs)?.fixedValues }
}
