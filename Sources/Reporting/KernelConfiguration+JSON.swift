import GraphIR
import JSONText
import KernelFormation

extension KernelConfiguration {
    /// The features by name. The work and the bytes stand beside the configuration in a row, not in it.
    var json: JSONValue {
        let numbers: [(String, Int)] = [
            ("batch", batch), ("input_height", inputHeight), ("input_width", inputWidth),
            ("input_channels", inputChannels), ("output_height", outputHeight), ("output_width", outputWidth),
            ("output_channels", outputChannels), ("kernel_height", kernelHeight), ("kernel_width", kernelWidth),
            ("stride_height", strideHeight), ("stride_width", strideWidth), ("dilation_height", dilationHeight),
            ("dilation_width", dilationWidth), ("groups", groups), ("pad_top", padTop), ("pad_left", padLeft),
            ("pad_bottom", padBottom), ("pad_right", padRight), ("input_count", inputCount),
        ]
        return .object(
            numbers.map { .init($0, .integer($1)) } + [
                .init("element_type", .string(element.rawValue)),
                .init("tail", .array(tail.map(JSONValue.string))),
                .init("algorithm", .string(algorithm)), .init("operation", .string(operation)),
            ])
    }

    /// What a person reads: `112x112x32 -> 56x56x64, 3x3 / 2, 32 groups, winograd, + relu`.
    func summary(of type: KernelType) -> String {
        var parts = [
            "\(inputHeight)x\(inputWidth)x\(inputChannels) -> \(outputHeight)x\(outputWidth)x\(outputChannels)"
        ]
        if kernelHeight > 1 || kernelWidth > 1 || strideHeight > 1 || strideWidth > 1 {
            let stride = strideHeight == strideWidth ? "\(strideHeight)" : "\(strideHeight)x\(strideWidth)"
            parts.append("\(kernelHeight)x\(kernelWidth) / \(stride)")
        }
        if groups > 1 { parts.append("\(groups) groups") }
        if batch > 1 { parts.append("batch \(batch)") }
        if type.coversSeveralOperations { parts.append(operation) }
        if !algorithm.isEmpty { parts.append(algorithm) }
        return parts.joined(separator: ", ") + tail.map { " + \($0)" }.joined()
    }
}

extension KernelType {
    /// Whether the type leaves open what is computed, so that a person must be told.
    fileprivate var coversSeveralOperations: Bool {
        switch self {
        case .elementwise, .other, .reduce, .relu, .resize: true
        default: false
        }
    }
}
