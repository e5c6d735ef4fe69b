import GraphIR
import KernelFormation

/// A layer as the tables describe it: `{'Input_shape': '224', 'Input_channel': 3, …}` beside the operation's name.
struct LayerFeatures {
    /// The operations that the tables hold.
    enum Operation: String {
        case averagePool = "AVERAGE_POOL_2D"
        case concatenation = "CONCATENATION"
        case conv = "CONV_2D"
        case groupedConv = "CONV_2D_GROUP"
        case depthwiseConv = "DEPTHWISE_CONV_2D"
        case fullyConnected = "FULLY_CONNECTED"
        case maxPool = "MAX_POOL_2D"
        case mean = "MEAN"
    }

    /// What is wrong, and with which of the two.
    struct Fault: Error {
        let isOperation: Bool
        let message: String
    }

    let operation: Operation
    /// The input's height and width, before padding; 1 where the layer has no image.
    let inputSize: Int
    /// Rows, and as many columns, that padding adds to the input, both ends together.
    let padding: Int
    /// Whether that is an operation of its own, which the delegate merges.
    let mergesPadding: Bool
    let inputChannels: Int
    let outputSize: Int
    let stride: Int
    /// The window's height and width; of a concatenation, the number of its inputs.
    let kernelSize: Int
    /// Filters, or channels per group of a depthwise convolution.
    let filters: Int
    let groups: Int

    /// - Parameter followsGap: whether an operation that the table does not list stands before it: a PAD, which the
    ///   delegate merges, and whose output the table gives as the input.
    init(_ feature: String, operation name: String, followsGap: Bool) throws(Fault) {
        guard let operation = Operation(rawValue: name) else {
            throw Fault(isOperation: true, message: "expected an operation of the benchmark, found \"\(name)\"")
        }
        let dictionary = try PythonDictionary(feature)
        self.operation = operation
        let hasImage = operation != .fullyConnected
        let hasWindow = hasImage && operation != .mean
        let listedSize = try hasImage ? dictionary.count("Input_shape", upTo: 2048) : 1
        inputChannels = try dictionary.count("Input_channel", upTo: 8192)
        outputSize = try hasWindow ? dictionary.count("Output_shape", upTo: 2048) : 1
        kernelSize = try hasWindow ? dictionary.count("Kernel", upTo: 64) : 1
        stride = try hasWindow && operation != .concatenation ? dictionary.count("Stride", upTo: 64) : 1
        let reach = (outputSize - 1) * stride + kernelSize
        if operation == .concatenation || !hasWindow {
            (inputSize, padding, mergesPadding) = (listedSize, 0, false)
        } else if listedSize < reach {
            (inputSize, padding, mergesPadding) = (listedSize, reach - listedSize, false)
        } else {
            inputSize = followsGap && kernelSize > 1 ? min(listedSize, outputSize * stride) : listedSize
            padding = listedSize - inputSize
            mergesPadding = padding > 0
        }
        let isPool = operation == .averagePool || operation == .maxPool || operation == .mean
        filters = try isPool ? inputChannels : dictionary.count("Filter", upTo: 8192)
        groups = try operation == .groupedConv ? dictionary.count("Group", upTo: 8192) : 1
        guard inputChannels.isMultiple(of: groups) else {
            throw Fault(
                isOperation: false, message: "expected channels in \(groups) groups, found \(inputChannels) channels")
        }
    }
}

extension LayerFeatures {
    /// The kernel's type and configuration, or nil where the delegate has no such kernel for the operation.
    func kernel(named base: String, tail: [String]) -> (KernelType, KernelConfiguration)? {
        switch (operation, base) {
        case (.conv, "convolution_2d"): (.conv, convolution(tail: tail))
        case (.conv, "convolution_winograd_4x4_6x6"): (.conv, convolution(tail: tail, algorithm: "winograd"))
        case (.conv, "fully_connected") where inputSize == 1: (.fc, convolution(tail: tail))
        case (.fullyConnected, "fully_connected"): (.fc, convolution(tail: tail))
        case (.groupedConv, "convolution_2d_grouped"): (.groupconv, convolution(tail: tail))
        case (.depthwiseConv, "depthwise_convolution"): (.dwconv, depthwise(tail: tail))
        case (.maxPool, "pooling_2d"): (.maxpool, pool(tail: tail))
        case (.averagePool, "pooling_2d"): (.avgpool, pool(tail: tail))
        case (.averagePool, "mean") where outputSize == 1: (.globalAvgpool, mean(tail: tail))
        case (.mean, "mean"): (.globalAvgpool, mean(tail: tail))
        case (.concatenation, "concat"): (.concat, concatenation(tail: tail))
        default: nil
        }
    }

    /// The kernel of a depthwise convolution and the 1×1 convolution behind it.
    func merged(with pointwise: LayerFeatures, tail: [String]) -> KernelConfiguration {
        var merged = depthwise(tail: tail)
        let second = pointwise.convolution(tail: [])
        merged.algorithm = "depthwise+1x1"
        merged.outputChannels = second.outputChannels
        merged.multiplyAccumulates += second.multiplyAccumulates
        merged.parameters += second.parameters
        merged.bytesRead += 2 * second.parameters
        merged.bytesWritten = second.bytesWritten
        return merged
    }

    private func convolution(tail: [String], algorithm: String = "") -> KernelConfiguration {
        var result = image(outputChannels: filters, tail: tail)
        result.groups = groups
        result.algorithm = algorithm
        windowed(&result, weights: kernelSize * kernelSize * (inputChannels / groups) * filters)
        return result
    }

    private func depthwise(tail: [String]) -> KernelConfiguration {
        var result = image(outputChannels: inputChannels * filters, tail: tail)
        result.groups = inputChannels
        windowed(&result, weights: kernelSize * kernelSize * inputChannels * filters)
        return result
    }

    private func pool(tail: [String]) -> KernelConfiguration {
        var result = image(outputChannels: inputChannels, tail: tail)
        window(&result)
        return result
    }

    private func mean(tail: [String]) -> KernelConfiguration {
        image(outputChannels: inputChannels, tail: tail)
    }

    private func concatenation(tail: [String]) -> KernelConfiguration {
        var result = image(outputChannels: filters, tail: tail)
        result.inputCount = kernelSize
        result.bytesRead = result.bytesWritten
        return result
    }

    /// Sizes and bytes in half precision, without window or weights.
    private func image(outputChannels: Int, tail: [String]) -> KernelConfiguration {
        var result = KernelConfiguration()
        result.inputHeight = inputSize
        result.inputWidth = inputSize
        result.inputChannels = inputChannels
        result.outputHeight = outputSize
        result.outputWidth = outputSize
        result.outputChannels = outputChannels
        result.element = .float16
        result.operation = delegateOperation
        result.tail = tail
        result.bytesRead = 2 * inputSize * inputSize * inputChannels
        result.bytesWritten = 2 * outputSize * outputSize * outputChannels
        return result
    }

    /// The delegate's own name of the operation that it runs.
    private var delegateOperation: String {
        switch operation {
        case .averagePool: outputSize == 1 ? "mean" : "average_pooling_2d"
        case .concatenation: "concat"
        case .conv where inputSize == 1 && kernelSize == 1: "fully_connected"
        case .conv, .groupedConv: "convolution_2d"
        case .depthwiseConv: "depthwise_convolution"
        case .fullyConnected: "fully_connected"
        case .maxPool: "max_pooling_2d"
        case .mean: "mean"
        }
    }

    private func window(_ configuration: inout KernelConfiguration) {
        configuration.kernelHeight = kernelSize
        configuration.kernelWidth = kernelSize
        configuration.strideHeight = stride
        configuration.strideWidth = stride
        configuration.padTop = padding / 2
        configuration.padLeft = padding / 2
        configuration.padBottom = padding - padding / 2
        configuration.padRight = padding - padding / 2
    }

    /// Adds the window and the work of weights used once at each place of the output, with a bias.
    private func windowed(_ configuration: inout KernelConfiguration, weights: Int) {
        window(&configuration)
        configuration.multiplyAccumulates = outputSize * outputSize * weights
        configuration.parameters = weights + configuration.outputChannels
        configuration.bytesRead += 2 * configuration.parameters
    }
}
