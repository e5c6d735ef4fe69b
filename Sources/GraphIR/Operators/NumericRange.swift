/// Numbers from a start to before a limit, in equal steps.
///
/// Inputs: the scalars start, limit and delta. Output: ⌈(limit − start) / delta⌉ numbers, or none.
///
/// ONNX `Range`, opsets 11 and 27, one meaning throughout: https://onnx.ai/onnx/operators/onnx__Range.html.
public struct NumericRange: Operator {
    public static let names = ["Range"]

    public init(_ description: OperatorDescription) throws(OperatorError) {}

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let start = try inputs.require(0, "a start")
        let limit = try inputs.require(1, "a limit")
        let delta = try inputs.require(2, "a delta")
        if delta.elements?.numbers == [0] { throw OperatorError(.input(2), "expected a delta other than 0, found 0") }
        return [TensorType(start.type.element, [count(start, limit, delta)])]
    }

    private func count(_ start: Operand, _ limit: Operand, _ delta: Operand) -> Dimension {
        if let start = start.integerList?.first, let limit = limit.integerList?.first,
            let delta = delta.integerList?.first
        {
            let distance = limit - start
            if delta == 1 { return .greater(distance, 0) }
            guard let distance = distance.value, let delta = delta.value, delta != 0, distance != .min else {
                return .unknown
            }
            let (quotient, remainder) = distance.quotientAndRemainder(dividingBy: delta)
            return .fixed(max(0, quotient + (remainder != 0 && (remainder > 0) == (delta > 0) ? 1 : 0)))
        }
        guard let start = start.elements?.numbers?.first, let limit = limit.elements?.numbers?.first,
            let delta = delta.elements?.numbers?.first
        else { return .unknown }
        return Int(exactly: max(0, ((limit - start) / delta).rounded(.up))).map(Dimension.fixed) ?? .unknown
    }

    public func outputElements(for inputs: Operands, outputs: [TensorType]) -> [Elements?] {
        guard let type = outputs.first, let count = type.elementCount, count <= Elements.limit else { return [] }
        if let start = inputs.integer(0), let delta = inputs.integer(2) {
            let first = Dimension.fixed(start)
            return [.integers((0..<count).map { first + .fixed($0) * .fixed(delta) })]
        }
        guard let start = inputs[0]?.elements?.numbers?.first, let delta = inputs[2]?.elements?.numbers?.first
        else { return [] }
        return [Elements.reals((0..<count).map { start + Double($0) * delta }).fitted(to: type.element)]
    }
}
