/// Tensors made of a shape or of extents.
///
/// `FILL`: a shape and a value. `RANK`: the number of axes. `BROADCAST_ARGS`: two shapes, and the one that they broadcast
/// to. `ONE_HOT`: indices, how many classes, and the two values. The random ones: a shape.
///
/// tensorflow/lite/kernels/fill.cc, rank.cc, broadcast_args.cc, one_hot.cc, random_ops.cc.
public struct TFLiteFill: Operator {
    public static let names = [
        "BROADCAST_ARGS", "FILL", "MULTINOMIAL", "ONE_HOT", "RANDOM_STANDARD_NORMAL", "RANDOM_UNIFORM", "RANK",
    ]

    public let name: String
    public let axis: Int

    public init(_ description: OperatorDescription) throws(OperatorError) {
        name = description.name
        axis = try description.integer("axis") ?? -1
    }

    public var isDeterministic: Bool { name != "MULTINOMIAL" && !name.hasPrefix("RANDOM") }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let first = try inputs.require(0, "data")
        switch name {
        case "RANK": return [.declared([])]
        case "BROADCAST_ARGS":
            guard let left = first.integerList, let right = try inputs.require(1, "a shape").integerList else {
                return [.declared([.unknown])]
            }
            return [.declared([.fixed(max(left.count, right.count))])]
        case "ONE_HOT":
            guard var shape = first.type.shape else { return [.declared(nil)] }
            _ = try inputs.require(1, "a number of classes")
            let place = try axis.axis(ofRank: shape.count + 1, .attribute("axis"))
            shape.insert(inputs.integer(1).map(Dimension.fixed) ?? .unknown, at: place)
            return [.declared(shape)]
        case "MULTINOMIAL":
            guard let rows = first.type.shape?.first else { return [.declared(nil)] }
            return [.declared([rows, inputs.integer(1).map(Dimension.fixed) ?? .unknown])]
        default: return [.declared(first.integerList.map(TensorShape.init))]
        }
    }

    public func outputElements(for inputs: Operands, outputs: [TensorType]) -> [Elements?] {
        switch name {
        case "RANK": return [inputs.shape(0).map { .integers([.fixed($0.count)]) }]
        case "BROADCAST_ARGS":
            guard let left = inputs[0]?.integerList, let right = inputs[1]?.integerList,
                let shape = try? TensorShape.broadcast([TensorShape(left), TensorShape(right)])
            else { return [] }
            return [.integers(Array(shape))]
        case "FILL":
            guard let count = outputs.first?.elementCount, count <= Elements.limit, let value = inputs[1]?.elements,
                value.count == 1
            else { return [] }
            return [value.picking(Array(repeating: 0, count: count))]
        default: return []
        }
    }
}
