/// The same elements in another shape.
///
/// Inputs: the data, and the target shape, in which −1 stands for what is left and 0 for the data's own extent. Output:
/// the target.
///
/// ONNX `Reshape`, opsets 1, 5 (the shape became an input), 13, 14 (`allowzero`: 0 means 0), 19, 21, 23, 24 and 25:
/// https://onnx.ai/onnx/operators/onnx__Reshape.html.
public struct Reshape: Operator {
    public static let names = ["Reshape"]

    private let target: IntegerArgument
    /// Whether a 0 in the target means an extent of 0, rather than the data's own.
    public let allowsZero: Bool

    public init(_ description: OperatorDescription) throws(OperatorError) {
        target = try IntegerArgument("shape", input: 1, since: 5, description)
        allowsZero = try description.flag("allowzero", default: false)
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let type = try inputs.require(0, "data").type
        guard target.isPresent(in: inputs) else { throw OperatorError(target.part, "expected a shape, found none") }
        guard let wanted = target.values(in: inputs) else { return [TensorType(type.element, nil)] }
        return [TensorType(type.element, try shape(wanted, of: type.shape))]
    }

    /// The target with 0 and −1 replaced, as far as the data's shape tells.
    private func shape(_ wanted: [Dimension], of data: TensorShape?) throws(OperatorError) -> TensorShape {
        var result = TensorShape(wanted)
        // The axes of the target, and the extents of the data, that remain once those copied by a 0 are left out.
        var axes: [Int] = []
        var rest = data ?? []
        var inferred = 0
        for (axis, dimension) in wanted.enumerated() {
            if dimension == 0, !allowsZero {
                result[axis] = try copied(axis, of: data)
                if data != nil { rest[axis] = 1 }
                continue
            }
            axes.append(axis)
            guard let value = dimension.value, value < 0 else { continue }
            inferred += 1
            guard value == -1, inferred == 1 else {
                throw OperatorError(target.part, "expected extents of 0 or more and one -1, found \(list(wanted))")
            }
            result[axis] = .unknown
        }
        guard data != nil else { return result }
        return try balanced(result, axes, with: rest, wanted)
    }

    private func copied(_ axis: Int, of data: TensorShape?) throws(OperatorError) -> Dimension {
        guard let data else { return .unknown }
        guard axis < data.count else {
            throw OperatorError(target.part, "expected a 0 only for an axis of the data, found it at axis \(axis)")
        }
        return data[axis]
    }

    /// The result with its one open extent computed, since both sides have as many elements.
    private func balanced(
        _ result: TensorShape, _ axes: [Int], with data: TensorShape, _ wanted: [Dimension]
    ) throws(OperatorError) -> TensorShape {
        var source = Factors(data)
        var open: [Int] = []
        for axis in axes where result[axis].value == nil && !source.cancel(result[axis]) { open.append(axis) }
        let known = axes.lazy.map { result[$0] }.filter { $0.value != nil }.product
        guard let known = known.value, let count = source.fixed.value else { return result }
        if open.isEmpty, source.open.isEmpty, count != known,
            !result.contains(0) || axes.contains(where: { result[$0] == 0 })
        {
            throw OperatorError(.input(0), "expected \(known) elements for \(list(wanted)), found \(count)")
        }
        guard open.count == 1, known > 0, source.open.count <= 1 else { return result }
        var result = result
        if let symbol = source.open.first {
            if count == known { result[open[0]] = symbol }
            return result
        }
        guard count.isMultiple(of: known) else {
            throw OperatorError(
                .input(0), "expected a multiple of \(known) elements for \(list(wanted)), found \(count)")
        }
        result[open[0]] = .fixed(count / known)
        return result
    }

    /// A product of extents: the numbers multiplied, the symbols and unknown extents apart.
    private struct Factors {
        var fixed: Dimension
        var open: TensorShape

        init(_ shape: TensorShape) {
            fixed = shape.lazy.filter { $0.value != nil }.product
            open = shape.filter { $0.value == nil }
        }

        /// Takes out a symbol; false where it is no factor.
        mutating func cancel(_ dimension: Dimension) -> Bool {
            guard dimension != .unknown, let index = open.firstIndex(of: dimension) else { return false }
            open.remove(at: index)
            return true
        }
    }

    private func list(_ dimensions: [Dimension]) -> String {
        dimensions.map(\.description).joined(separator: "x")
    }

    public func outputElements(for inputs: Operands, outputs: [TensorType]) -> [Elements?] {
        [inputs[0]?.elements]
    }
}
