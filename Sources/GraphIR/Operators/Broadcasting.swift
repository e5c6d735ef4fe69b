internal import Glibc

/// A function of the elements at equal places of two or more tensors, whose shapes broadcast.
///
/// Inputs: A and B, for `Max`, `Mean`, `Min` and `Sum` any number from one. Output: the shape that all broadcast to, and
/// A's element type; Booleans for comparisons and logic. Between integers `Div` rounds towards zero, `Mod` takes the
/// divisor's sign.
///
/// ONNX: Add, And, Div, Equal, Greater, Less, Max, Mean, Min, Mul, Or, Pow, Sub, Sum and Xor since opset 1; 10: Mod; 11:
/// BitShift; 12: GreaterOrEqual, LessOrEqual; 18: BitwiseAnd, BitwiseOr, BitwiseXor; 20: StringConcat. Before opset 7 B
/// broadcast only with the attribute `broadcast`, from the attribute `axis` of A on: https://onnx.ai/onnx/operators/.
public struct Broadcasting: Operator {
    /// The members of the family, by ONNX's names.
    public enum Function: String, Sendable, CaseIterable {
        case add = "Add"
        case and = "And"
        case bitShift = "BitShift"
        case bitwiseAnd = "BitwiseAnd"
        case bitwiseOr = "BitwiseOr"
        case bitwiseXor = "BitwiseXor"
        case div = "Div"
        case equal = "Equal"
        case greater = "Greater"
        case greaterOrEqual = "GreaterOrEqual"
        case less = "Less"
        case lessOrEqual = "LessOrEqual"
        case max = "Max"
        case mean = "Mean"
        case min = "Min"
        case mod = "Mod"
        case mul = "Mul"
        case or = "Or"
        case pow = "Pow"
        case stringConcat = "StringConcat"
        case sub = "Sub"
        case sum = "Sum"
        case xor = "Xor"

        /// Whether the result is a Boolean.
        public var isPredicate: Bool {
            switch self {
            case .and, .equal, .greater, .greaterOrEqual, .less, .lessOrEqual, .or, .xor: true
            default: false
            }
        }
    }

    public static let names = Function.allCases.map(\.rawValue)

    public let function: Function
    /// The axis of A that the first of B meets, before opset 7; nil where the last axes meet.
    public let axis: Int?
    /// Whether `Mod` takes the dividend's sign, as C's fmod does.
    public let takesSignOfDividend: Bool

    public var name: String { function.rawValue }

    public init(_ description: OperatorDescription) throws(OperatorError) {
        function = Function(rawValue: description.name) ?? .add
        axis = try description.opset < 7 ? description.integer("axis") : nil
        takesSignOfDividend = try description.flag("fmod", default: false)
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let first = try inputs.require(0, "data").type
        let element = function.isPredicate ? .bool : first.element
        if inputs.count == 2, let other = try inputs.require(1, "data").type.shape, other == first.shape {
            return [TensorType(element, other)]
        }
        guard let shapes = try shapes(inputs) else { return [TensorType(element, nil)] }
        return [TensorType(element, try .broadcast(shapes))]
    }

    /// The inputs' shapes with the last axes aligned; nil where a rank is not known.
    private func shapes(_ inputs: Operands) throws(OperatorError) -> [TensorShape]? {
        var shapes: [TensorShape] = []
        shapes.reserveCapacity(inputs.count)
        for index in 0..<inputs.count {
            guard let shape = try inputs.require(index, "data").type.shape else { return nil }
            shapes.append(shape)
        }
        guard let axis, shapes.count == 2 else { return shapes }
        let first = try axis.axis(ofRank: shapes[0].count, .attribute("axis"))
        shapes[1] += Array(repeating: 1, count: Swift.max(0, shapes[0].count - first - shapes[1].count))
        return shapes
    }

    public func outputElements(for inputs: Operands, outputs: [TensorType]) -> [Elements?] {
        guard axis == nil, let output = outputs.first, let shape = output.shape else { return [] }
        var result: Elements?
        for index in 0..<inputs.count {
            guard let operand = inputs[index]?.elements(broadcastTo: shape) else { return [] }
            guard let left = result else {
                result = operand
                continue
            }
            guard let next = combine(left, operand)?.fitted(to: output.element) else { return [] }
            result = next
        }
        return [result]
    }

    private func combine(_ left: Elements, _ right: Elements) -> Elements? {
        switch (left, right) {
        case (.integers(let left), .integers(let right)):
            guard let function = integerFunction else { return nil }
            return .integers(zip(left, right).map(function))
        case (.reals(let left), .reals(let right)):
            if let predicate = realPredicate {
                return .integers(zip(left, right).map { Dimension(truth: predicate($0, $1)) })
            }
            guard let function = realFunction else { return nil }
            return .reals(zip(left, right).map(function))
        default:
            return nil
        }
    }

    private var integerFunction: ((Dimension, Dimension) -> Dimension)? {
        switch function {
        case .add, .sum: { $0 + $1 }
        case .and: { $0 * $1 }
        case .bitwiseAnd: { .combine($0, $1) { ($0 & $1, false) } }
        case .bitwiseOr: { .combine($0, $1) { ($0 | $1, false) } }
        case .bitwiseXor, .xor: { .combine($0, $1) { ($0 ^ $1, false) } }
        case .div: { $0 / $1 }
        case .equal: { Dimension(truth: $0.isEqual(to: $1)) }
        case .greater: { Dimension(truth: $1.isLess(than: $0)) }
        case .greaterOrEqual: { Dimension(truth: $0.isLess(than: $1).map(!)) }
        case .less: { Dimension(truth: $0.isLess(than: $1)) }
        case .lessOrEqual: { Dimension(truth: $1.isLess(than: $0).map(!)) }
        case .max: { .greater($0, $1) }
        case .min: { .lesser($0, $1) }
        case .mod: takesSignOfDividend ? { Self.remainder($0, $1) } : { Self.modulus($0, $1) }
        case .mul: { $0 * $1 }
        case .or: { $0 == 1 || $1 == 1 ? 1 : $0 + $1 }
        case .pow: { Self.power($0, $1) }
        case .sub: { $0 - $1 }
        case .bitShift, .mean, .stringConcat: nil
        }
    }

    private var realPredicate: ((Double, Double) -> Bool)? {
        switch function {
        case .equal: { $0 == $1 }
        case .greater: { $0 > $1 }
        case .greaterOrEqual: { $0 >= $1 }
        case .less: { $0 < $1 }
        case .lessOrEqual: { $0 <= $1 }
        default: nil
        }
    }

    private var realFunction: ((Double, Double) -> Double)? {
        switch function {
        case .add, .sum: { $0 + $1 }
        case .div: { $0 / $1 }
        case .max: { Swift.max($0, $1) }
        case .min: { Swift.min($0, $1) }
        case .mul: { $0 * $1 }
        case .pow: { Glibc.pow($0, $1) }
        case .sub: { $0 - $1 }
        default: nil
        }
    }

    private static func remainder(_ left: Dimension, _ right: Dimension) -> Dimension {
        .combine(left, right) { $0.remainderReportingOverflow(dividingBy: $1) }
    }

    private static func modulus(_ left: Dimension, _ right: Dimension) -> Dimension {
        let remainder = remainder(left, right)
        guard let value = remainder.value, let divisor = right.value, value != 0, (value < 0) != (divisor < 0) else {
            return remainder
        }
        return remainder + right
    }

    /// The power of an integer; unknown for exponents below 0, whose result is a fraction.
    private static func power(_ base: Dimension, _ exponent: Dimension) -> Dimension {
        guard base.value != nil, var exponent = exponent.value, exponent >= 0 else { return .unknown }
        var result: Dimension = 1
        var factor = base
        while exponent > 0 {
            if !exponent.isMultiple(of: 2) { result = result * factor }
            exponent /= 2
            if exponent > 0 { factor = factor * factor }
        }
        return result
    }
}
