/// Sums, means, extremes and norms over axes.
///
/// ncnn src/layer/argmax.cpp, reduction.cpp.
public struct NCNNReduction: NCNNLayer {
    public static let names = ["Reduction"]

    private static let functions = [
        "ReduceSum", "ReduceL1", "ReduceSumSquare", "ReduceMean", "ReduceMax", "ReduceMin", "ReduceProd", "ReduceL1",
        "ReduceL2", "ReduceLogSum", "ReduceLogSumExp",
    ]

    public let onnxName: String
    /// Without the batch; nil for all.
    private let axes: [Int]?
    private let keepsAxes: Bool

    public init(_ description: OperatorDescription) throws(OperatorError) {
        let number = try description.ncnn(0, default: 0)
        guard Self.functions.indices.contains(number) else {
            throw OperatorError(.attribute("0"), "expected 0 to \(Self.functions.count - 1), found \(number)")
        }
        onnxName = Self.functions[number]
        axes = try description.ncnn(1, default: 1) != 0 ? nil : try description.ncnnList(3)
        keepsAxes = try description.ncnn(4, default: 0) != 0
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let type = try inputs.require(0, "data").type
        guard let shape = type.shape else { return [type] }
        let reduced = try (axes ?? Array(0..<(shape.count - 1))).map { $0 < 0 ? $0 : $0 + 1 }
            .axes(ofRank: shape.count, .attribute("3"))
        guard !keepsAxes else {
            return [TensorType(type.element, TensorShape(shape.enumerated().map { reduced.contains($0) ? 1 : $1 }))]
        }
        let left = shape.enumerated().filter { !reduced.contains($0.offset) }.map(\.element)
        // A single number is a blob of one element.
        return [TensorType(type.element, left.count < 2 ? [1, 1] : TensorShape(left))]
    }
}
