/// A function of each element on its own: activations, rounding, trigonometry.
///
/// Input: X of any shape. Output: the same shape and element type; Booleans for `IsInf`, `IsNaN`, `Not` and
/// `RegexFullMatch`.
/// `Clip`, `Dropout`, `PRelu` and the casts have files of their own.
///
/// ONNX, one meaning of each throughout; opset 1 also wrote `consumed_inputs`, which says nothing of the result. Since
/// opset 1: Abs, Ceil, Elu, Exp, Floor, HardSigmoid, Identity, LeakyRelu, Log, Neg, Not, Reciprocal, Relu, Selu,
/// Sigmoid, Softplus, Softsign, Sqrt, Tanh; 7: Acos, Asin, Atan, Cos, Sin, Tan; 9: Acosh, Asinh, Atanh, Cosh, Erf, IsNaN,
/// Shrink, Sign, Sinh; 10: IsInf, ThresholdedRelu; 11: Round; 12: Celu; 14: HardSwish; 18: BitwiseNot, Mish; 20: Gelu,
/// RegexFullMatch; 24: Swish. https://onnx.ai/onnx/operators/.
public struct ElementwiseUnary: Operator {
    /// The members of the family, by ONNX's names.
    public enum Function: String, Sendable, CaseIterable {
        case abs = "Abs"
        case acos = "Acos"
        case acosh = "Acosh"
        case asin = "Asin"
        case asinh = "Asinh"
        case atan = "Atan"
        case atanh = "Atanh"
        case bitwiseNot = "BitwiseNot"
        case ceil = "Ceil"
        case celu = "Celu"
        case cos = "Cos"
        case cosh = "Cosh"
        case elu = "Elu"
        case erf = "Erf"
        case exp = "Exp"
        case floor = "Floor"
        case gelu = "Gelu"
        case hardSigmoid = "HardSigmoid"
        case hardSwish = "HardSwish"
        case identity = "Identity"
        case isInf = "IsInf"
        case isNaN = "IsNaN"
        case leakyRelu = "LeakyRelu"
        case log = "Log"
        case mish = "Mish"
        case neg = "Neg"
        case not = "Not"
        case reciprocal = "Reciprocal"
        case regexFullMatch = "RegexFullMatch"
        case relu = "Relu"
        case round = "Round"
        case selu = "Selu"
        case shrink = "Shrink"
        case sigmoid = "Sigmoid"
        case sign = "Sign"
        case sin = "Sin"
        case sinh = "Sinh"
        case softplus = "Softplus"
        case softsign = "Softsign"
        case sqrt = "Sqrt"
        case swish = "Swish"
        case tan = "Tan"
        case tanh = "Tanh"
        case thresholdedRelu = "ThresholdedRelu"
    }

    public static let names = Function.allCases.map(\.rawValue)

    public let function: Function
    /// The slope, scale or threshold of Celu, Elu, HardSigmoid, LeakyRelu, Selu, Swish and ThresholdedRelu.
    public let alpha: Double?
    /// The offset of HardSigmoid.
    public let beta: Double?
    /// Whether Gelu is the form with tanh.
    public let isApproximate: Bool

    public var name: String { function.rawValue }

    /// The function that changes nothing.
    public static let identity = ElementwiseUnary(.identity)

    private init(_ function: Function) {
        self.function = function
        alpha = nil
        beta = nil
        isApproximate = false
    }

    public init(_ description: OperatorDescription) throws(OperatorError) {
        function = Function(rawValue: description.name) ?? .identity
        alpha = try description.real("alpha") ?? Self.defaultAlpha(function)
        beta = try description.real("beta") ?? (function == .hardSigmoid ? 0.5 : nil)
        isApproximate = try description.string("approximate") == "tanh"
    }

    private static func defaultAlpha(_ function: Function) -> Double? {
        switch function {
        case .leakyRelu: 0.01
        case .hardSigmoid: 0.2
        case .celu, .elu, .swish, .thresholdedRelu: 1
        case .selu: 1.67326319217681884765625
        default: nil
        }
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let type = try inputs.require(0, "data").type
        switch function {
        case .isInf, .isNaN, .not, .regexFullMatch: return [TensorType(.bool, type.shape)]
        default: return [type]
        }
    }

    public func outputElements(for inputs: Operands, outputs: [TensorType]) -> [Elements?] {
        guard let operand = inputs[0], let elements = operand.elements else { return [] }
        if function == .identity { return [elements] }
        let result: Elements?
        switch elements {
        case .integers(let values): result = integerFunction.map { .integers(values.map($0)) }
        case .reals(let values): result = realFunction.map { .reals(values.map($0)) }
        }
        return [result?.fitted(to: operand.type.element)]
    }

    private var integerFunction: ((Dimension) -> Dimension)? {
        switch function {
        case .abs: { $0.isLess(than: 0) == false ? $0 : -$0 }
        case .bitwiseNot: { $0.map { ~$0 } }
        case .neg: { -$0 }
        case .not: { $0.map { $0 == 0 ? 1 : 0 } }
        case .relu: { .greater($0, 0) }
        case .sign: { $0.map { $0.signum() } }
        default: nil
        }
    }

    private var realFunction: ((Double) -> Double)? {
        switch function {
        case .abs: { Swift.abs($0) }
        case .ceil: { $0.rounded(.up) }
        case .floor: { $0.rounded(.down) }
        case .neg: { -$0 }
        case .reciprocal: { 1 / $0 }
        case .relu: { max(0, $0) }
        case .round: { $0.rounded(.toNearestOrEven) }
        case .sign: { $0.isNaN ? $0 : $0 > 0 ? 1 : $0 < 0 ? -1 : 0 }
        case .sqrt: { $0.squareRoot() }
        default: nil
        }
    }
}
