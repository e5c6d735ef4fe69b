/// Elements added around a blob: above, below, to the left, to the right, and in front of and behind its channels.
///
/// ncnn src/layer/padding.cpp.
public struct NCNNPadding: NCNNLayer {
    public static let names = ["Padding"]

    public let onnxName = "Pad"
    private let height: Int
    private let width: Int
    private let channels: Int

    public init(_ description: OperatorDescription) throws(OperatorError) {
        var amounts: [Int] = []
        for (first, last) in [(0, 1), (2, 3), (7, 8)] {
            amounts.append(try description.ncnn(first, default: 0) + description.ncnn(last, default: 0))
        }
        (height, width, channels) = (amounts[0], amounts[1], amounts[2])
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        var type = try inputs.require(0, "data").type
        guard var shape = type.shape, shape.count > 1 else { return [type] }
        let last = shape.count - 1
        shape[last] = shape[last] + .fixed(width)
        if last > 1 { shape[last - 1] = shape[last - 1] + .fixed(height) }
        if last > 2 { shape[1] = shape[1] + .fixed(channels) }
        type.shape = shape
        return [type]
    }
}
