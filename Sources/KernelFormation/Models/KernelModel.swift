public import GraphIR

/// A kernel as a model of its own, so that it can be measured alone: what its type and its configuration say, with weights
/// that a writer makes.
public struct KernelModel: Sendable {
    /// Whose operators it is made of.
    public enum Format: String, Sendable, CaseIterable {
        case onnx, tflite
    }

    /// The version of ONNX's operators.
    public static let opset = 20

    /// The kernel's graph.
    ///
    /// Constants that an operator applies per channel are per channel here, whatever the file has; a reduction keeps the
    /// axes that become 1.
    ///
    /// - Returns: nil where the configuration leaves open what is computed: a reshape's target, a transposition's order,
    ///   an operator that has no type of its own, an element type that the format's runtime does not compute with.
    public static func graph(_ type: KernelType, _ configuration: KernelConfiguration, _ format: Format) -> Graph? {
        guard var builder = KernelModelBuilder(type, configuration, format), let graph = try? builder.build(),
            let output = graph.outputs.first.flatMap({ graph[$0].type.fixedShape }),
            output.reduce(1, *) == builder.expectedCount
        else { return nil }
        return graph
    }
}

extension KernelModel {
    /// What a file of the kernel is called, as far as its sizes and its operators tell:
    /// `conv-bn-relu_112x112x32_56x56x64_k3x3_s2_relu`.
    public static func name(_ type: KernelType, _ configuration: KernelConfiguration) -> String {
        let kernel = configuration
        var parts = [
            type.rawValue, "\(kernel.inputHeight)x\(kernel.inputWidth)x\(kernel.inputChannels)",
            "\(kernel.outputHeight)x\(kernel.outputWidth)x\(kernel.outputChannels)",
        ]
        if kernel.kernelHeight * kernel.kernelWidth > 1 {
            parts.append("k\(kernel.kernelHeight)x\(kernel.kernelWidth)")
        }
        if kernel.strideHeight * kernel.strideWidth > 1 { parts.append("s\(kernel.strideHeight)") }
        if kernel.groups > 1, type == .groupconv { parts.append("g\(kernel.groups)") }
        if kernel.batch > 1 { parts.append("n\(kernel.batch)") }
        if type == .elementwise || type == .reduce { parts.append(kernel.operation) }
        return (parts + kernel.tail).joined(separator: "_")
    }
}
