/// Places along an axis, picked by index.
///
/// Inputs: the data, and indices of any shape. Output: the data's shape with that of the indices in the axis's stead.
///
/// ONNX `Gather`, opsets 1, 11 (negative indices) and 13: https://onnx.ai/onnx/operators/onnx__Gather.html.
public struct Gather: Operator {
    public static let names = ["Gather"]

    public let axis: Int

    public init(_ description: OperatorDescription) throws(OperatorError) {
        axis = try description.integer("axis") ?? 0
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let type = try inputs.require(0, "data").type
        let indices = try inputs.require(1, "indices").type.shape
        guard var shape = type.shape else { return [type] }
        let axis = try axis.axis(ofRank: shape.count, .attribute("axis"))
        guard let indices else { return [TensorType(type.element, nil)] }
        shape.replaceSubrange(axis...axis, with: indices)
        return [TensorType(type.element, shape)]
    }

    public func outputElements(for inputs: Operands, outputs: [TensorType]) -> [Elements?] {
        if let element = pickedElement(inputs) { return [element] }
        guard let (shape, elements) = inputs[0]?.followed, let indices = inputs.followedIntegers(1)?.integers,
            let axis = try? axis.axis(ofRank: shape.count, .attribute("axis")),
            let count = outputs.first?.elementCount, count <= Elements.limit
        else { return [] }
        let inner = shape[(axis + 1)...].reduce(1, &*)
        let outer = shape[..<axis].reduce(1, &*)
        guard count > 0 else { return [elements.picking([])] }
        var positions: [Int] = []
        for block in 0..<outer {
            for index in indices {
                guard (-shape[axis]..<shape[axis]).contains(index) else { return [] }
                let start = (block * shape[axis] + (index < 0 ? index + shape[axis] : index)) * inner
                positions += start..<(start + inner)
            }
        }
        return [elements.picking(positions)]
    }

    /// One integer of a list, by its index: an extent of a shape.
    private func pickedElement(_ inputs: Operands) -> Elements? {
        guard inputs.shape(0)?.count == 1, case .integers(let list)? = inputs[0]?.elements,
            inputs.shape(0)?[0].value == list.count, case .integers(let indices)? = inputs[1]?.elements,
            indices.count == 1, let index = indices[0].value, (-list.count..<list.count).contains(index)
        else { return nil }
        return .integers([list[index < 0 ? index + list.count : index]])
    }
}
