/// An operator of ONNX on images whose channels come last.
///
/// Inputs and outputs are those of the operator of the same name, the image and its result as (N, spatial axes, C);
/// weights as ever.
///
/// ONNX Runtime, domain `com.ms.internal.nhwc`, and `com.microsoft.NhwcConv`, `NhwcFusedConv`, `NhwcMaxPool`,
/// `QLinearAveragePool`, `QLinearConv` and `QLinearGlobalAveragePool` (attribute `channels_last`), version 1:
/// https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md.
public struct ChannelsLast: Operator {
    public static let names =
        [
            "AveragePool", "BatchNormalization", "Conv", "ConvTranspose", "DepthToSpace", "GlobalAveragePool",
            "GlobalLpPool", "GlobalMaxPool", "GridSample", "InstanceNormalization", "LRN", "LpPool", "MaxPool",
            "MaxUnpool", "QLinearAveragePool", "QLinearConv", "QLinearConvTranspose", "Resize", "SpaceToDepth",
        ].map { "com.ms.internal.nhwc." + $0 } + [
            "com.microsoft.NhwcConv", "com.microsoft.NhwcFusedConv", "com.microsoft.NhwcMaxPool",
            "com.microsoft.QLinearAveragePool", "com.microsoft.QLinearConv", "com.microsoft.QLinearGlobalAveragePool",
        ]

    /// The operator whose channels come first.
    public let base: any Operator
    /// Whether this image's channels come last; else the operator is `base` itself.
    public let isChannelsLast: Bool
    /// The activation that was fused into a convolution, by ONNX's name; nil where there is none.
    public let activation: String?

    public init(_ description: OperatorDescription) throws(OperatorError) {
        let isOptional = description.domain == "com.microsoft" && description.name.hasPrefix("QLinear")
        isChannelsLast = try isOptional ? description.flag("channels_last", default: false) : true
        activation = try description.string("activation")
        base =
            switch description.name {
            case "NhwcConv", "NhwcFusedConv": try Conv(description)
            case "QLinearConv": try QuantizedConv(description)
            case "NhwcMaxPool", "QLinearAveragePool":
                try Pool(description.renamed(description.name == "NhwcMaxPool" ? "MaxPool" : "AveragePool"))
            case "QLinearGlobalAveragePool": try GlobalPool(description.renamed("GlobalAveragePool"))
            case "QLinearConvTranspose": try ConvTranspose(description)
            default:
                // The operators of this domain have the versions of the default one.
                try Operators.make(description.renamed(description.name)) ?? ElementwiseUnary.identity
            }
    }

    public static func == (left: ChannelsLast, right: ChannelsLast) -> Bool {
        AnyHashable(left.base) == AnyHashable(right.base) && left.isChannelsLast == right.isChannelsLast
            && left.activation == right.activation
    }

    public func hash(into hasher: inout Hasher) {
        base.hash(into: &hasher)
        hasher.combine(isChannelsLast)
        hasher.combine(activation)
    }

    /// What the operator has for inputs where channels come first.
    public func channelsFirst(_ inputs: Operands) -> Operands {
        guard isChannelsLast, var data = inputs[0], let shape = data.type.shape, shape.count > 2 else { return inputs }
        data.type.shape = [shape[0], shape[shape.count - 1]] + shape[1..<(shape.count - 1)]
        return Operands([data] + inputs.all.dropFirst())
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        try base.outputTypes(for: channelsFirst(inputs)).map { type in
            guard isChannelsLast, let shape = type.shape, shape.count > 2 else { return type }
            return TensorType(type.element, [shape[0]] + shape[2...] + [shape[1]])
        }
    }

    public func cost(inputs: Operands, outputs: [TensorType]) -> Cost? {
        base.cost(
            inputs: channelsFirst(inputs),
            outputs: outputs.map { type in
                guard isChannelsLast, let shape = type.shape, shape.count > 2 else { return type }
                return TensorType(type.element, [shape[0], shape[shape.count - 1]] + shape[1..<(shape.count - 1)])
            })
    }
}
