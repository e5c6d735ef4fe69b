/// The layers of ncnn that are known, each by the types that a `.param` file names.
///
/// Shapes have a batch of 1 in front of what ncnn counts: its (c, h, w) is (1, C, H, W), its (h, w) is (1, H, W), its
/// (w) is (1, W). Weights stand in another file; their shapes follow from the parameters.
///
/// https://github.com/Tencent/ncnn/wiki/operators, and src/layer/*.cpp of each.
enum NCNNLayers {
    /// One line per file of layers in this folder, in alphabetical order.
    static let all: [any NCNNLayer.Type] = [
        NCNNAttention.self,
        NCNNConvolution.self,
        NCNNCrop.self,
        NCNNDetection.self,
        NCNNElementwise.self,
        NCNNMatrixProduct.self,
        NCNNPadding.self,
        NCNNPooling.self,
        NCNNReduction.self,
        NCNNResize.self,
        NCNNUnary.self,
        NCNNView.self,
    ]

    static let byName = Dictionary(
        all.flatMap { type in type.names.map { ($0, type) } }, uniquingKeysWith: { first, _ in first })

    /// The layer that a file describes: one of ncnn's own, or an operator that ONNX has too; nil for an unknown one.
    static func make(_ description: OperatorDescription) throws(OperatorError) -> (any Operator)? {
        switch description.name {
        case "Clip":
            return try equivalent(
                "Clip",
                [
                    .init("min", .real(try description.ncnnReal(0, default: -.infinity))),
                    .init("max", .real(try description.ncnnReal(1, default: .infinity))),
                ])
        case "HardSigmoid", "HardSwish":
            return try equivalent(
                description.name,
                [
                    .init("alpha", .real(try description.ncnnReal(0, default: 0.2))),
                    .init("beta", .real(try description.ncnnReal(1, default: 0.5))),
                ])
        case "MemoryData": return Constant(value: Operand(TensorType(.float32, try description.ncnnExtents())))
        default: return try byName[description.name]?.init(description)
        }
    }

    private static func equivalent(
        _ name: String, _ attributes: [OperatorDescription.Attribute]
    ) throws(OperatorError) -> (any Operator)? {
        try Operators.make(
            OperatorDescription(name: name, opset: 6, inputCount: 1, outputCount: 1, attributes: attributes))
    }
}

/// A layer of ncnn, with what it is called elsewhere and what it holds.
public protocol NCNNLayer: Operator {
    /// ONNX's name for what it does.
    var onnxName: String { get }

    /// The constants that it reads behind its blobs: weights by their types, single numbers with their elements.
    var constants: [Operand] { get }
}

extension NCNNLayer {
    public var constants: [Operand] { [] }

    public func cost(inputs: Operands, outputs: [TensorType]) -> Cost? {
        inputs.parameterCount(0..<inputs.count).map { Cost(parameters: $0) }
    }
}

extension OperatorDescription {
    /// The domain of ncnn's layers. Attributes are the parameters by their numbers, arrays without the −23300; all
    /// integers are of 32 bits.
    public static let ncnnDomain = "ncnn"

    /// What ncnn takes for "not given".
    static let ncnnAbsent = -233

    /// An integer parameter.
    func ncnn(_ key: Int, default fallback: Int) throws(OperatorError) -> Int {
        try integer(String(key)) ?? fallback
    }

    /// A parameter that counts something: 1 or more.
    func ncnnPositive(_ key: Int, default fallback: Int) throws(OperatorError) -> Int {
        let value = try ncnn(key, default: fallback)
        guard value > 0 else {
            throw OperatorError(.attribute(String(key)), "expected 1 to \(Dimension.limit), found \(value)")
        }
        return value
    }

    /// A parameter that may be 0.
    func ncnnNatural(_ key: Int, default fallback: Int) throws(OperatorError) -> Int {
        let value = try ncnn(key, default: fallback)
        guard value >= 0 else {
            throw OperatorError(.attribute(String(key)), "expected 0 to \(Dimension.limit), found \(value)")
        }
        return value
    }

    /// A real parameter, which may be written as an integer.
    func ncnnReal(_ key: Int, default fallback: Double) throws(OperatorError) -> Double {
        if case .integer(let number)? = value(String(key)) { return Double(number) }
        return try real(String(key)) ?? fallback
    }

    /// An array of integers; nil where the file leaves it out.
    func ncnnList(_ key: Int) throws(OperatorError) -> [Int]? { try integers(String(key)) }

    /// The extents that `Input` and `MemoryData` name: those of the axes that are not 0, outermost first; nil where all
    /// are.
    public func ncnnExtents() throws(OperatorError) -> TensorShape? {
        var extents = TensorShape()
        for key in [2, 11, 1, 0] {
            let extent = try ncnnNatural(key, default: 0)
            // Axes inside of one that is named are there, even where their extents are not.
            if extent > 0 || (!extents.isEmpty && key != 11) { extents.append(extent > 0 ? .fixed(extent) : .unknown) }
        }
        return extents.isEmpty ? nil : [1] + extents
    }

    /// The activation that a layer applies to its output, by parameters 9 and 10, in ONNX's name and in lower case; a
    /// clip between numbers that TFLite has an activation for has that one's name.
    func ncnnActivation() throws(OperatorError) -> String? {
        let names: [String?] = [nil, "relu", "leakyrelu", "clip", "sigmoid", "mish", "hardswish"]
        let number = try ncnn(9, default: 0)
        guard names.indices.contains(number) else {
            throw OperatorError(.attribute("9"), "expected 0 to \(names.count - 1), found \(number)")
        }
        guard number == 3, case .reals(let bounds)? = value("10") else { return names[number] }
        switch bounds {
        case [0, 6]: return "relu6"
        case [-1, 1]: return "relu_n1_to_1"
        default: return names[number]
        }
    }

    /// ncnn's axis, counted without the batch, as one of the shape with it.
    func ncnnAxis(_ key: Int, default fallback: Int = 0) throws(OperatorError) -> Int {
        let axis = try ncnn(key, default: fallback)
        return axis < 0 ? axis : axis + 1
    }
}
