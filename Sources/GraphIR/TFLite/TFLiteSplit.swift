/// A tensor cut into parts along an axis, or into its slices.
///
/// `SPLIT`: the axis, the data. `SPLIT_V`: the data, the sizes of the parts, one of which may be −1, and the axis.
/// `UNPACK`: the data, whose axis vanishes.
///
/// tensorflow/lite/kernels/split.cc, split_v.cc, unpack.cc.
public struct TFLiteSplit: Operator {
    public static let names = ["SPLIT", "SPLIT_V", "UNPACK"]

    public let name: String
    private let axis: Int
    private let partCount: Int

    public init(_ description: OperatorDescription) throws(OperatorError) {
        name = description.name
        axis = try description.integer("axis") ?? 0
        partCount = description.outputCount
        let attribute = name == "UNPACK" ? "num" : "num_splits"
        if let count = try description.integer(attribute), count != partCount {
            throw OperatorError(.attribute(attribute), "expected \(partCount), one per output, found \(count)")
        }
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let open = Array(repeating: TensorType.declared(nil), count: partCount)
        let dataInput = name == "SPLIT" ? 1 : 0
        guard var shape = try inputs.require(dataInput, "data").type.shape else { return open }
        if name == "UNPACK" {
            shape.remove(at: try axis.axis(ofRank: shape.count, .attribute("axis")))
            return Array(repeating: .declared(shape), count: partCount)
        }
        let axisInput = name == "SPLIT" ? 0 : 2
        _ = try inputs.require(axisInput, "an axis")
        guard let axis = try inputs.integer(axisInput)?.axis(ofRank: shape.count, .input(axisInput)) else {
            return open
        }
        return try extents(of: shape[axis], inputs).map { extent in
            shape[axis] = extent
            return .declared(shape)
        }
    }

    private func extents(of extent: Dimension, _ inputs: Operands) throws(OperatorError) -> [Dimension] {
        if name == "SPLIT" {
            guard let number = extent.value else { return .unknown(count: partCount) }
            guard partCount > 0, number.isMultiple(of: partCount) else {
                throw OperatorError(.input(1), "expected a multiple of \(partCount), found \(number)")
            }
            return Array(repeating: .fixed(number / partCount), count: partCount)
        }
        let sizes = try inputs.require(1, "sizes").integerList ?? .unknown(count: partCount)
        guard sizes.count == partCount else {
            throw OperatorError(.input(1), "expected \(partCount) integers, found \(sizes.count)")
        }
        let rest = extent - sizes.filter { $0 != -1 }.reduce(0, +)
        return sizes.map { $0 == -1 ? rest : $0 }
    }

    public func outputElements(for inputs: Operands, outputs: [TensorType]) -> [Elements?] {
        guard name == "UNPACK", let (shape, elements) = inputs[0]?.followed, shape.count == 1,
            shape[0] == partCount
        else { return [] }
        return (0..<partCount).map { elements.picking([$0]) }
    }
}
