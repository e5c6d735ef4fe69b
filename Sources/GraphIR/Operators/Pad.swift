/// Elements added before and after axes, or taken away where a count is negative.
///
/// Inputs: the data, and since opset 11 the pads, before all axes and then after all, and an optional value; since 18 the
/// axes. Output: the padded shape.
///
/// ONNX `Pad`, opsets 1 (attribute `paddings`), 2 (`pads`), 11 (inputs), 13, 18 (`axes`), 19, 21, 23, 24 and 25:
/// https://onnx.ai/onnx/operators/onnx__Pad.html.
public struct Pad: Operator {
    public static let names = ["Pad"]

    /// What stands in the padding: `constant`, `reflect`, `edge` or `wrap`.
    public let mode: String
    private let pads: IntegerArgument
    private let axes: IntegerArgument

    public init(_ description: OperatorDescription) throws(OperatorError) {
        mode = try description.string("mode") ?? "constant"
        pads = try IntegerArgument(description.opset < 2 ? "paddings" : "pads", input: 1, since: 11, description)
        axes = try IntegerArgument("axes", input: 3, since: 18, description)
    }

    /// Elements added before and after each axis of the data; nil where it cannot be told which axes those are.
    public func amounts(for inputs: Operands) throws(OperatorError) -> (before: [Dimension], after: [Dimension])? {
        guard pads.isPresent(in: inputs) else { throw OperatorError(pads.part, "expected pads, found none") }
        guard let rank = inputs.shape(0)?.count, let pads = pads.values(in: inputs), let axes = try axes(rank, inputs)
        else { return nil }
        guard pads.count == 2 * axes.count else {
            throw OperatorError(self.pads.part, "expected \(2 * axes.count) integers, found \(pads.count)")
        }
        var before = [Dimension](repeating: 0, count: rank)
        var after = before
        for (index, axis) in axes.enumerated() {
            before[axis] = pads[index]
            after[axis] = pads[axes.count + index]
        }
        return (before, after)
    }

    private func axes(_ rank: Int, _ inputs: Operands) throws(OperatorError) -> [Int]? {
        guard axes.isPresent(in: inputs) else { return Array(0..<rank) }
        return try axes.integers(in: inputs)?.axes(ofRank: rank, axes.part)
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let type = try inputs.require(0, "data").type
        let amounts = try amounts(for: inputs)
        guard var shape = type.shape else { return [type] }
        guard let (before, after) = amounts else {
            return [TensorType(type.element, TensorShape(unknownOfRank: shape.count))]
        }
        for axis in shape.indices {
            let padding = before[axis] + after[axis]
            let extent = shape[axis] + padding
            guard extent.isLess(than: 0) != true else {
                throw OperatorError(pads.part, "expected at least -\(shape[axis]) along axis \(axis), found \(padding)")
            }
            shape[axis] = extent
        }
        return [TensorType(type.element, shape)]
    }
}
