/// The builtin operators of TFLite that have a rule of their own, each by the schema's names.
enum TFLiteBuiltins {
    /// One line per file of operators in this folder, in alphabetical order.
    static let all: [any Operator.Type] = [
        TFLiteBatchMatMul.self,
        TFLiteBlockRearrangement.self,
        TFLiteConvolution.self,
        TFLiteDeclared.self,
        TFLiteElementwise.self,
        TFLiteEquivalent.self,
        TFLiteFill.self,
        TFLiteFullyConnected.self,
        TFLiteGather.self,
        TFLitePack.self,
        TFLitePad.self,
        TFLitePool.self,
        TFLiteRecurrent.self,
        TFLiteResize.self,
        TFLiteSelection.self,
        TFLiteSlice.self,
        TFLiteSplit.self,
        TFLiteTranspose.self,
        TFLiteTransposedConvolution.self,
        TFLiteUnary.self,
    ]

    static let byName = Dictionary(
        all.flatMap { type in type.names.map { ($0, type) } }, uniquingKeysWith: { first, _ in first })
}

extension OperatorDescription {
    /// The domain of TFLite's builtin operators. Attributes are the fields of the options by the schema's names; what a
    /// file leaves out has the schema's default. Enumerations are their numbers.
    public static let tfliteDomain = "tflite"

    /// The activation that the operator applies to its output: `relu`, `relu6`; nil for none, and for what no activation
    /// has as its number.
    func fusedActivation() throws(OperatorError) -> String? {
        let names: [String?] = [nil, "relu", "relu_n1_to_1", "relu6", "tanh", "sign_bit"]
        guard let number = try integer("fused_activation_function") else { return nil }
        guard names.indices.contains(number) else {
            throw OperatorError(
                .attribute("fused_activation_function"), "expected 0 to \(names.count - 1), found \(number)")
        }
        return names[number]
    }

    /// SAME or VALID.
    func paddingScheme() throws(OperatorError) -> Padding {
        switch try integer("padding") ?? 0 {
        case 0: return .same
        case 1: return .none
        case let other: throw OperatorError(.attribute("padding"), "expected 0 or 1, found \(other)")
        }
    }

    /// A window whose strides and dilations are the named attributes, outermost axis first.
    func window(strides: [String], dilations: [String] = []) throws(OperatorError) -> Window {
        Window(
            strides: try positive(strides), dilations: try positive(dilations), padding: try paddingScheme())
    }

    /// Integers from 1 to the limit, each an attribute of its own; 1 where it is left out.
    func positive(_ names: [String]) throws(OperatorError) -> [Int] {
        var values: [Int] = []
        for name in names {
            let value = try integer(name) ?? 1
            guard (1...Dimension.limit).contains(value) else {
                throw OperatorError(.attribute(name), "expected 1 to \(Dimension.limit), found \(value)")
            }
            values.append(value)
        }
        return values
    }
}

extension TensorType {
    /// A shape whose element type is what the file declares.
    static func declared(_ shape: TensorShape?) -> TensorType { TensorType(.unknown, shape) }
}

/// An operator of TFLite that may apply an activation to its output.
public protocol ActivatedOperator: Operator {
    /// The activation in lower case, as `relu6`; nil for none.
    var fusedActivation: String? { get }
}

/// An operator that moves a window over an image whose channels come last.
public protocol WindowedOperator: Operator {
    /// The window, the kernel's extents, the groups and the image's extents; nil where a rank is not known.
    func placement(for inputs: Operands) -> WindowPlacement?
}

/// Where and how a window moves.
public struct WindowPlacement: Sendable {
    public var window: Window
    /// The kernel's extents, outermost axis first, as are the image's.
    public var kernel: TensorShape
    public var groups: Int
    public var image: TensorShape
}
