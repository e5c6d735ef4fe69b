/// Tensors of one shape stacked along a new axis.
///
/// tensorflow/lite/kernels/pack.cc.
public struct TFLitePack: Operator {
    public static let names = ["PACK"]

    public let axis: Int

    public init(_ description: OperatorDescription) throws(OperatorError) {
        axis = try description.integer("axis") ?? 0
        if let count = try description.integer("values_count"), count != description.inputCount {
            throw OperatorError(
                .attribute("values_count"), "expected \(description.inputCount), one per input, found \(count)")
        }
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        guard var shape = try inputs.require(0, "data").type.shape else { return [.declared(nil)] }
        shape.insert(.fixed(inputs.count), at: try axis.axis(ofRank: shape.count + 1, .attribute("axis")))
        return [.declared(shape)]
    }

    public func outputElements(for inputs: Operands, outputs: [TensorType]) -> [Elements?] {
        var result: Elements?
        for operand in inputs.all {
            guard let operand, operand.type.shape == [], let elements = operand.openlyFollowed?.elements else {
                return []
            }
            guard let first = result else {
                result = elements
                continue
            }
            guard let joined = first.appending(elements) else { return [] }
            result = joined
        }
        return [result]
    }
}
