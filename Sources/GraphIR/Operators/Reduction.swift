/// Axes reduced to one element each: sums, products, means, extremes and norms.
///
/// Inputs: the data, and since opset 13 for `ReduceSum`, 18 for the others, the optional axes. Output: the reduced axes
/// are 1, or missing where `keepdims` is 0. No axes at all mean every axis, unless `noop_with_empty_axes` is 1.
///
/// ONNX `ReduceL1`, `ReduceL2`, `ReduceLogSum`, `ReduceLogSumExp`, `ReduceMean`, `ReduceProd` and `ReduceSumSquare`,
/// opsets 1, 11, 13 and 18; `ReduceMax` and `ReduceMin`, also 12 and 20; `ReduceSum`, 1, 11 and 13:
/// https://onnx.ai/onnx/operators/onnx__ReduceSum.html.
public struct Reduction: Operator {
    /// The members of the family, by ONNX's names.
    public enum Function: String, Sendable, CaseIterable {
        case l1 = "ReduceL1"
        case l2 = "ReduceL2"
        case logSum = "ReduceLogSum"
        case logSumExp = "ReduceLogSumExp"
        case max = "ReduceMax"
        case mean = "ReduceMean"
        case min = "ReduceMin"
        case product = "ReduceProd"
        case sum = "ReduceSum"
        case sumSquare = "ReduceSumSquare"
    }

    public static let names = Function.allCases.map(\.rawValue)

    public let function: Function
    public let keepsDimensions: Bool
    /// Whether an empty list of axes reduces nothing, rather than all.
    public let keepsAllWithoutAxes: Bool
    private let axes: IntegerArgument

    public var name: String { function.rawValue }

    public init(_ description: OperatorDescription) throws(OperatorError) {
        function = Function(rawValue: description.name) ?? .sum
        keepsDimensions = try description.flag("keepdims", default: true)
        keepsAllWithoutAxes = try description.flag("noop_with_empty_axes", default: false)
        axes = try IntegerArgument("axes", input: 1, since: function == .sum ? 13 : 18, description)
    }

    /// The axes that are reduced, counted from the front; nil where they or the rank are not known.
    public func axes(for inputs: Operands) throws(OperatorError) -> [Int]? {
        guard let rank = inputs.shape(0)?.count else { return nil }
        let none = keepsAllWithoutAxes ? [] : Array(0..<rank)
        guard axes.isPresent(in: inputs) else { return none }
        guard let given = axes.integers(in: inputs) else { return nil }
        return given.isEmpty ? none : try given.axes(ofRank: rank, axes.part)
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let type = try inputs.require(0, "data").type
        guard let shape = type.shape else { return [type] }
        guard let reduced = try axes(for: inputs) else {
            return [TensorType(type.element, openShape(rank: shape.count, inputs))]
        }
        let kept = shape.indices.compactMap { axis -> Dimension? in
            reduced.contains(axis) ? (keepsDimensions ? 1 : nil) : shape[axis]
        }
        return [TensorType(type.element, TensorShape(kept))]
    }

    /// What is known of the output's shape where only the number of axes is.
    private func openShape(rank: Int, _ inputs: Operands) -> TensorShape? {
        if keepsDimensions { return TensorShape(unknownOfRank: rank) }
        guard let count = axes.values(in: inputs)?.count, count > 0 else { return nil }
        return TensorShape(unknownOfRank: rank - count)
    }

    public func outputElements(for inputs: Operands, outputs: [TensorType]) -> [Elements?] {
        guard let (shape, elements) = inputs[0]?.followed, let reduced = try? axes(for: inputs),
            let output = outputs.first, let count = output.elementCount, count <= Elements.limit
        else { return [] }
        // Where in the output each input element goes: the output seen with stride 0 along the reduced axes.
        let kept = shape.indices.map { reduced.contains($0) ? 1 : shape[$0] }
        guard let targets = StridedView(kept).broadcast(to: shape).positions else { return [] }
        return [reduce(elements, into: targets, count: count)?.fitted(to: output.element)]
    }

    private func reduce(_ elements: Elements, into targets: [Int], count: Int) -> Elements? {
        switch elements {
        case .integers(let values):
            guard let (initial, combine) = integerFunction else { return nil }
            let result = fold(values, into: targets, from: Array(repeating: initial, count: count)) { current, next in
                current.map { combine($0, next) } ?? next
            }
            return result.map(Elements.integers)
        case .reals(let values):
            guard let (initial, combine) = realFunction else { return nil }
            let result = fold(values, into: targets, from: Array(repeating: initial, count: count)) { current, next in
                current.map { combine($0, next) } ?? next
            }
            return result.map(Elements.reals)
        }
    }

    /// Folds each value into its target; nil where a target without an initial value receives none.
    private func fold<T>(
        _ values: [T], into targets: [Int], from initial: [T?], _ combine: (T?, T) -> T
    ) -> [T]? {
        var result = initial
        for (value, target) in zip(values, targets) { result[target] = combine(result[target], value) }
        let complete = result.compactMap(\.self)
        return complete.count == result.count ? complete : nil
    }

    private var integerFunction: (initial: Dimension?, combine: (Dimension, Dimension) -> Dimension)? {
        switch function {
        case .max: (nil, { .greater($0, $1) })
        case .min: (nil, { .lesser($0, $1) })
        case .product: (1, { $0 * $1 })
        case .sum: (0, { $0 + $1 })
        default: nil
        }
    }

    private var realFunction: (initial: Double?, combine: (Double, Double) -> Double)? {
        switch function {
        case .max: (nil, { Swift.max($0, $1) })
        case .min: (nil, { Swift.min($0, $1) })
        case .product: (1, { $0 * $1 })
        case .sum: (0, { $0 + $1 })
        default: nil
        }
    }
}
