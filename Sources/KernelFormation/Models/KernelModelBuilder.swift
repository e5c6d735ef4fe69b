import GraphIR

/// Adds the operators of one kernel to a graph, by the names of either format.
///
/// Images are (N, C, H, W) in ONNX, save for what works along rows of channels; in TFLite channels come last.
struct KernelModelBuilder {
    typealias Attributes = [OperatorDescription.Attribute]

    let type: KernelType
    let configuration: KernelConfiguration
    let format: KernelModel.Format
    var graph: Graph
    /// The operators behind the first that no operator has taken as its own activation yet.
    private var tail: [String]
    /// Tensors that the tail reads beside what it works on.
    private var tailInputCount = 0

    /// nil for an element type that is not computed with.
    init?(_ type: KernelType, _ configuration: KernelConfiguration, _ format: KernelModel.Format) {
        switch (configuration.element, format) {
        case (.float32, _), (.int8, .tflite): break
        default: return nil
        }
        (self.type, self.configuration, self.format) = (type, configuration, format)
        tail = type == .addRelu && configuration.tail.isEmpty ? ["relu"] : configuration.tail
        graph = Graph(name: type.rawValue)
    }

    /// Elements of the first output.
    var expectedCount: Int {
        configuration.batch * configuration.outputHeight * configuration.outputWidth * configuration.outputChannels
    }

    /// The graph; nil where the configuration does not tell it.
    mutating func build() throws(GraphError) -> Graph? {
        guard var outputs = try addRoot() else { return nil }
        while !tail.isEmpty {
            guard outputs.count == 1, let output = try addTail(to: outputs[0]) else { return nil }
            outputs = [output]
        }
        graph.outputs = outputs
        if configuration.element == .int8 { quantize() }
        return graph
    }

    /// Whether channels stand last: in TFLite, and in ONNX where the rows of a sequence are worked on.
    var hasChannelsLast: Bool {
        switch type {
        case _ where format == .tflite: true
        case .layernorm, .matmul, .reduce, .softmax: true
        case .avgpool, .conv, .convtranspose, .dwconv, .globalAvgpool, .groupconv, .maxpool, .se: false
        default: configuration.inputWidth == 1 && configuration.inputHeight > 1
        }
    }

    /// An image's shape in the format's order.
    func shape(_ height: Int, _ width: Int, _ channels: Int) -> [Int] {
        let batch = configuration.batch
        return hasChannelsLast ? [batch, height, width, channels] : [batch, channels, height, width]
    }

    var inputShape: [Int] {
        shape(configuration.inputHeight, configuration.inputWidth, configuration.inputChannels)
    }

    var outputShape: [Int] {
        shape(configuration.outputHeight, configuration.outputWidth, configuration.outputChannels)
    }

    /// The axes of height, width and channels.
    var axes: (height: Int, width: Int, channels: Int) { hasChannelsLast ? (1, 2, 3) : (2, 3, 1) }

    func type(_ shape: [Int]) -> TensorType { TensorType(configuration.element, TensorShape(fixed: shape)) }

    mutating func addInput(_ shape: [Int]) -> Value.ID { graph.addInput("input_\(graph.inputs.count)", type(shape)) }

    mutating func addConstant(_ shape: [Int], elements: Elements? = nil) -> Value.ID {
        graph.addConstant(type(shape), elements: elements)
    }

    /// The biases of so many channels.
    mutating func addBias(_ count: Int) -> Value.ID {
        let element: ElementType = configuration.element == .int8 ? .int32 : configuration.element
        return graph.addConstant(TensorType(element, [.fixed(count)]))
    }

    /// A constant number for each channel of what a value holds.
    mutating func addChannelConstant(like value: Value.ID) -> Value.ID {
        let shape = graph[value].type.fixedShape ?? []
        let isImage = !hasChannelsLast && shape.count == 4
        let channels = (isImage ? shape[1] : shape.last) ?? 1
        return addConstant(isImage ? [channels, 1, 1] : [channels])
    }

    /// Integers that say what an operator does: 64 bits in ONNX, 32 in TFLite.
    mutating func addIntegers(_ values: [Int], shape: [Int]? = nil) -> Value.ID {
        graph.addConstant(
            TensorType(format == .onnx ? .int64 : .int32, TensorShape(fixed: shape ?? [values.count])),
            elements: .integers(values.map(Dimension.fixed)))
    }

    /// Adds an operator of ONNX.
    mutating func onnx(
        _ name: String, _ inputs: [Value.ID?], _ attributes: Attributes = [], outputCount: Int = 1
    ) throws(GraphError) -> [Value.ID] {
        try graph.add(name, inputs, attributes, opset: KernelModel.opset, outputCount: outputCount)
    }

    /// Adds an operator of TFLite; `takesActivation` where the next of the tail may become its own.
    mutating func tflite(
        _ name: String, _ inputs: [Value.ID?], _ attributes: Attributes = [], takesActivation: Bool = false,
        outputCount: Int = 1
    ) throws(GraphError) -> [Value.ID] {
        var attributes = attributes
        if takesActivation, let activation = tail.first.flatMap({ Self.activations[Self.folded($0)] }) {
            attributes.append(.init("fused_activation_function", .integer(activation)))
            tail.removeFirst()
        }
        let outputs = try graph.add(
            name, inputs, attributes, domain: OperatorDescription.tfliteDomain, opset: 1, outputCount: outputCount)
        // The first input of some is a shape or an axis.
        for output in outputs { graph[output].type.element = configuration.element }
        return outputs
    }

    /// Numbers of ActivationFunctionType.
    private static let activations = ["relu": 1, "relu6": 3, "clip": 3, "tanh": 4]

    /// Operators are called alike in all formats but for case and underscores.
    static func folded(_ name: String) -> String { name.lowercased().filter { $0 != "_" } }

    /// Notes how many of the inputs that the kernel reads its first operator does not.
    mutating func leaveInputs(_ count: Int) { tailInputCount = max(0, count) }

    private mutating func addTail(to value: Value.ID) throws(GraphError) -> Value.ID? {
        let name = tail.removeFirst()
        if let result = try addUnary(name, to: value) { return result }
        guard let names = Self.binaryNames[Self.folded(name)] else { return nil }
        var other: Value.ID
        if tailInputCount > 0 {
            tailInputCount -= 1
            other = addInput(graph[value].type.fixedShape ?? outputShape)
        } else if names.onnx == "Mul", let gate = graph[value].producer.flatMap({ graph.nodes[$0].gatedInput }) {
            other = gate
        } else {
            other = addChannelConstant(like: value)
        }
        return try addBinary(names, value, other)
    }

    mutating func addBinary(
        _ names: (onnx: String, tflite: String), _ first: Value.ID, _ second: Value.ID
    ) throws(GraphError) -> Value.ID {
        format == .onnx
            ? try onnx(names.onnx, [first, second])[0]
            : try tflite(
                names.tflite, [first, second], takesActivation: ["ADD", "DIV", "MUL", "SUB"].contains(names.tflite))[0]
    }

    static let binaryNames: [String: (onnx: String, tflite: String)] = [
        "add": ("Add", "ADD"), "div": ("Div", "DIV"), "divide": ("Div", "DIV"), "max": ("Max", "MAXIMUM"),
        "maximum": ("Max", "MAXIMUM"), "min": ("Min", "MINIMUM"), "minimum": ("Min", "MINIMUM"), "mul": ("Mul", "MUL"),
        "multiply": ("Mul", "MUL"), "pow": ("Pow", "POW"), "sub": ("Sub", "SUB"), "subtract": ("Sub", "SUB"),
    ]

    private static let unaryNames: [String: (onnx: String, tflite: String)] = [
        "abs": ("Abs", "ABS"), "ceil": ("Ceil", "CEIL"), "cos": ("Cos", "COS"), "elu": ("Elu", "ELU"),
        "exp": ("Exp", "EXP"), "floor": ("Floor", "FLOOR"), "gelu": ("Gelu", "GELU"),
        "hardswish": ("HardSwish", "HARD_SWISH"), "leakyrelu": ("LeakyRelu", "LEAKY_RELU"), "log": ("Log", "LOG"),
        "logistic": ("Sigmoid", "LOGISTIC"), "neg": ("Neg", "NEG"), "relu": ("Relu", "RELU"),
        "round": ("Round", "ROUND"), "sigmoid": ("Sigmoid", "LOGISTIC"), "sin": ("Sin", "SIN"),
        "sqrt": ("Sqrt", "SQRT"), "tanh": ("Tanh", "TANH"),
    ]

    /// What an operator of one input makes of a value; nil for a name of none.
    mutating func addUnary(_ name: String, to value: Value.ID) throws(GraphError) -> Value.ID? {
        let name = Self.folded(name)
        switch name {
        case "swish", "silu":
            guard let gate = try addUnary("sigmoid", to: value) else { return nil }
            return try addBinary(("Mul", "MUL"), value, gate)
        case "square": return try addBinary(("Mul", "MUL"), value, value)
        case "clip", "relu6":
            guard format == .onnx else { return try tflite("RELU6", [value])[0] }
            let bounds = [0.0, 6].map { addConstant([], elements: .reals([$0])) }
            return try onnx("Clip", [value] + bounds)[0]
        case "hardsigmoid":
            guard format == .tflite else {
                return try onnx("HardSigmoid", [value], [.init("alpha", .real(1.0 / 6)), .init("beta", .real(0.5))])[0]
            }
            let shifted = try tflite(
                "ADD", [value, addConstant([], elements: .reals([3]))],
                [.init("fused_activation_function", .integer(3))])[0]
            return try tflite("MUL", [shifted, addConstant([], elements: .reals([1.0 / 6]))])[0]
        case "rsqrt":
            guard format == .onnx else { return try tflite("RSQRT", [value])[0] }
            return try onnx("Reciprocal", try onnx("Sqrt", [value]))[0]
        default:
            guard let names = Self.unaryNames[name] else { return nil }
            return format == .onnx ? try onnx(names.onnx, [value])[0] : try tflite(names.tflite, [value])[0]
        }
    }

    /// Gives every tensor of integers a scale: the operators ask for them, and how long they take does not depend on them.
    private mutating func quantize() {
        let (scale, weightScale) = (Float(0.05), Float(0.01))
        for (index, value) in graph.values.enumerated() {
            let isGate = value.producer.map { ["LOGISTIC", "SOFTMAX"].contains(graph.nodes[$0].operatorName) } ?? false
            switch value.type.element {
            case .int8 where isGate: set(1 / 256, zeroPoint: -128, ofValue: index)
            case .int8: set(value.isConstant ? weightScale : scale, ofValue: index)
            case .int32 where value.isConstant && value.elements == nil: set(scale * weightScale, ofValue: index)
            default: break
            }
        }
    }

    private mutating func set(_ scale: Float, zeroPoint: Int = 0, ofValue index: Int) {
        graph[Value.ID(index)].quantization = QuantizationParameters(scales: [scale], zeroPoints: [zeroPoint])
    }
}

extension Node {
    /// What a gate is computed of, which it is multiplied by.
    fileprivate var gatedInput: Value.ID? {
        ["LOGISTIC", "Sigmoid"].contains(operatorName) ? inputs[0] : nil
    }
}
