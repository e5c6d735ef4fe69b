/// Slices picked by tuples of indices.
///
/// Inputs: the data, and indices whose last axis holds tuples of the data's first axes behind the batch axes. Output: the
/// indices' shape without that axis, and then the data's axes that no tuple covers.
///
/// ONNX `GatherND`, opsets 11, 12 (`batch_dims`) and 13: https://onnx.ai/onnx/operators/onnx__GatherND.html.
public struct GatherND: Operator {
    public static let names = ["GatherND"]

    /// The number of leading axes that data and indices share.
    public let batchAxisCount: Int

    public init(_ description: OperatorDescription) throws(OperatorError) {
        batchAxisCount = try description.integer("batch_dims") ?? 0
        guard (0...Dimension.limit).contains(batchAxisCount) else {
            throw OperatorError(.attribute("batch_dims"), "expected 0 or more, found \(batchAxisCount)")
        }
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let type = try inputs.require(0, "data").type
        let indices = try inputs.require(1, "indices").type
        guard let shape = type.shape, let tuples = indices.shape else { return [TensorType(type.element, nil)] }
        try tuples.requireRank(atLeast: 1, 1)
        guard let length = tuples.last?.value else { return [TensorType(type.element, nil)] }
        let covered = batchAxisCount + length
        guard covered <= shape.count, batchAxisCount < tuples.count else {
            throw OperatorError(.input(1), "expected tuples within rank \(shape.count), found \(covered) axes")
        }
        return [TensorType(type.element, TensorShape(tuples.dropLast()) + shape[covered...])]
    }

    public func outputElements(for inputs: Operands, outputs: [TensorType]) -> [Elements?] {
        guard batchAxisCount == 0, let (shape, elements) = inputs[0]?.followed,
            let (tuples, indices) = inputs.followedIntegers(1), let length = tuples.last,
            let count = outputs.first?.elementCount, count <= Elements.limit,
            let positions = shape.positions(ofTuples: indices, length: length)
        else { return [] }
        return [elements.picking(positions)]
    }
}
