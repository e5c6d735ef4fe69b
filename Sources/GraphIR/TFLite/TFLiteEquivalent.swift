/// Operators that ONNX has too, with the same inputs: shapes and elements follow its rules.
///
/// tensorflow/lite/kernels, the file of each name.
public struct TFLiteEquivalent: ActivatedOperator {
    public static let names = equivalents.keys.sorted()

    /// ONNX's name for each.
    private static let equivalents = [
        "ABS": "Abs", "ADD": "Add", "ADD_N": "Sum", "BROADCAST_TO": "Expand", "CEIL": "Ceil", "CONCATENATION": "Concat",
        "COS": "Cos", "DIV": "Div", "ELU": "Elu", "EQUAL": "Equal", "EXP": "Exp", "EXPAND_DIMS": "Unsqueeze",
        "FLOOR": "Floor", "FLOOR_MOD": "Mod", "GATHER_ND": "GatherND", "GELU": "Gelu", "GREATER": "Greater",
        "GREATER_EQUAL": "GreaterOrEqual", "HARD_SWISH": "HardSwish", "LEAKY_RELU": "LeakyRelu", "LESS": "Less",
        "LESS_EQUAL": "LessOrEqual", "LOG": "Log", "LOGICAL_AND": "And", "LOGICAL_NOT": "Not", "LOGICAL_OR": "Or",
        "LOGISTIC": "Sigmoid", "MAXIMUM": "Max", "MEAN": "ReduceMean", "MINIMUM": "Min", "MUL": "Mul", "NEG": "Neg",
        "POW": "Pow", "PRELU": "PRelu", "RANGE": "Range", "REDUCE_ALL": "ReduceMin", "REDUCE_ANY": "ReduceMax",
        "REDUCE_MAX": "ReduceMax", "REDUCE_MIN": "ReduceMin", "REDUCE_PROD": "ReduceProd", "RELU": "Relu",
        "RESHAPE": "Reshape", "ROUND": "Round", "SELECT_V2": "Where", "SHAPE": "Shape", "SIGN": "Sign", "SIN": "Sin",
        "SQRT": "Sqrt", "SQUEEZE": "Squeeze", "SUB": "Sub", "SUM": "ReduceSum", "TANH": "Tanh", "TILE": "Tile",
    ]

    /// ONNX's names for the attributes.
    private static let attributeNames = [
        "alpha": "alpha", "axis": "axis", "keep_dims": "keepdims", "new_shape": "shape", "squeeze_dims": "axes",
    ]

    /// ONNX's name for an operator of the family; nil for others.
    public static func onnxName(of name: String) -> String? { equivalents[name] }

    public let name: String
    /// ONNX's operator.
    public let equivalent: any Operator
    public let fusedActivation: String?

    public init(_ description: OperatorDescription) throws(OperatorError) {
        name = description.name
        fusedActivation = try description.fusedActivation()
        var attributes: [OperatorDescription.Attribute] = []
        for attribute in description.attributes {
            guard let name = Self.attributeNames[attribute.name] else { continue }
            if case .integers(let list) = attribute.value, list.isEmpty { continue }
            // The shape as an input holds where both are there.
            if name == "shape", description.inputCount > 1 { continue }
            attributes.append(.init(name, attribute.value))
        }
        switch name {
        case "CONCATENATION" where description.value("axis") == nil: attributes.append(.init("axis", .integer(0)))
        case "RESHAPE": attributes.append(.init("allowzero", .integer(1)))
        case "MEAN", "REDUCE_ALL", "REDUCE_ANY", "REDUCE_MAX", "REDUCE_MIN", "REDUCE_PROD", "SUM":
            if description.value("keep_dims") == nil { attributes.append(.init("keepdims", .integer(0))) }
        default: break
        }
        let equivalent = try Operators.make(
            OperatorDescription(
                name: Self.equivalents[name] ?? name, opset: name == "SQUEEZE" ? 11 : 18,
                inputCount: description.inputCount, outputCount: description.outputCount, attributes: attributes))
        guard let equivalent else { throw OperatorError(.inputs, "expected an operator of ONNX, found none") }
        self.equivalent = equivalent
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        try equivalent.outputTypes(for: inputs).map { .declared($0.shape) }
    }

    public func outputElements(for inputs: Operands, outputs: [TensorType]) -> [Elements?] {
        guard fusedActivation == nil, inputs.all.contains(where: { $0?.elements != nil }) || name == "SHAPE",
            let types = try? equivalent.outputTypes(for: inputs)
        else { return [] }
        return equivalent.outputElements(for: inputs, outputs: types)
    }

    public func cost(inputs: Operands, outputs: [TensorType]) -> Cost? {
        equivalent.cost(inputs: inputs, outputs: outputs)
    }

    public static func == (left: Self, right: Self) -> Bool {
        left.name == right.name && left.fusedActivation == right.fusedActivation
            && AnyHashable(left.equivalent) == AnyHashable(right.equivalent)
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(name)
        hasher.combine(AnyHashable(equivalent))
    }
}
