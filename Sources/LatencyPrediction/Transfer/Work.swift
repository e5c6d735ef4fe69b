import KernelFormation

/// How much of each term's work something does, in the order of `WorkTerm`.
struct Work: Sendable, Hashable {
    private(set) var amounts = Array(repeating: 0.0, count: WorkTerm.count)

    subscript(term: WorkTerm) -> Double { amounts[term.rawValue] }

    /// Nothing.
    init() {}

    /// What a kernel does, the constant apart.
    init(_ kernel: Kernel) {
        guard !kernel.isFree else { return }
        add(.kernelCalls, 1)
        let configuration = kernel.configuration
        switch kernel.type {
        case .conv, .convtranspose: addConvolution(configuration)
        case .dwconv: addDepthwise(configuration)
        case .groupconv: addGrouped(configuration)
        case .fc: addDense(configuration)
        case .matmul, .attention:
            add(.denseCalls, 1)
            add(.matrixWork, Double(configuration.multiplyAccumulates))
        default: addMemory(kernel.type, configuration)
        }
        addTail(configuration)
    }

    static func += (sum: inout Work, other: Work) { sum.add(other, times: 1) }

    mutating func add(_ other: Work, times count: Double) {
        for place in amounts.indices { amounts[place] += other.amounts[place] * count }
    }

    mutating func add(_ term: WorkTerm, _ amount: Double) { amounts[term.rawValue] += amount }

    private mutating func addConvolution(_ configuration: KernelConfiguration) {
        let work = Double(configuration.multiplyAccumulates)
        let depth = configuration.kernelHeight * configuration.kernelWidth * configuration.inputChannels
        let plane = configuration.outputHeight * configuration.outputWidth
        let window = configuration.kernelHeight * configuration.kernelWidth
        let isFirst = configuration.inputChannels <= 4
        add(isFirst ? .firstWork : window == 1 ? .pointwiseWork : .windowWork, work)
        add(.convolutionInput, configuration.inputs)
        add(.convolutionOutput, configuration.outputs)
        add(.convolutionWeights, Double(configuration.parameters))
        // Integer products go sixteen deep.
        add(.depthWaste, Double(plane * configuration.outputChannels) * Double(ceilDivide(depth, 16) * 16 - depth))
        add(.convolutionCalls, 1)
        if window > 1 || configuration.strideHeight > 1 {
            add(isFirst ? .firstPatches : .patches, Double(plane * depth))
        }
        if plane <= 64 { add(.smallPlaneWork, work) } else if plane <= 256 { add(.middlePlaneWork, work) }
        let tiled = Double(ceilDivide(configuration.outputChannels, 8) * 8) * Double(ceilDivide(plane, 8) * 8)
        add(.tileWaste, max(tiled * Double(depth) - work, 0))
        if depth <= 32 { add(.shallowWork, work) }
        if configuration.parameters > 500_000 { add(.heavyWeightsWork, work) }
        if configuration.outputChannels <= 32 { add(.narrowWork, work) }
    }

    private mutating func addDepthwise(_ configuration: KernelConfiguration) {
        add(.depthwiseCalls, 1)
        add(.depthwiseInput, configuration.inputs)
        guard configuration.kernelHeight != 3 else {
            add(configuration.strideHeight > 1 ? .depthwise3StridedOutput : .depthwise3Output, configuration.outputs)
            return
        }
        add(
            configuration.kernelHeight == 5 ? .depthwise5Work : .depthwiseOtherWork,
            Double(configuration.multiplyAccumulates) * configuration.insideShare)
        add(.depthwiseOtherOutput, configuration.outputs)
    }

    private mutating func addGrouped(_ configuration: KernelConfiguration) {
        let inside = configuration.insideShare
        let window = configuration.kernelHeight * configuration.kernelWidth
        add(.groupedWork, Double(configuration.multiplyAccumulates) * inside)
        add(.groupedWindows, configuration.outputs * Double(window) * inside)
        add(.groupedCalls, 1)
    }

    private mutating func addDense(_ configuration: KernelConfiguration) {
        add(.denseCalls, 1)
        if configuration.inputHeight * configuration.inputWidth > 1 {
            add(.matrixWork, Double(configuration.multiplyAccumulates))
        }
        add(.denseWeights, Double(configuration.parameters))
    }

    private mutating func addMemory(_ type: KernelType, _ configuration: KernelConfiguration) {
        let outputs = configuration.outputs
        let windows = outputs * Double(configuration.kernelHeight * configuration.kernelWidth)
        switch type {
        case .globalAvgpool, .reduce: add((.meanInput, configuration.inputs), call: .meanCalls)
        case .maxpool: add((.maxPoolWindows, windows), call: .maxPoolCalls)
        case .avgpool: add((.averagePoolWindows, windows), call: .averagePoolCalls)
        case .concat: add((.concatOutput, outputs), call: .concatCalls)
        case .resize: add((.resizeOutput, outputs), call: .otherCalls)
        case .split: add((.sliceOutput, outputs), call: .otherCalls)
        case .add, .addRelu: add((.residualOutput, outputs), call: .residualCalls)
        case .batchNorm, .relu: add((.affineOutput, outputs), call: .affineCalls)
        case .hswish: add((.hardSwishOutput, outputs), call: .hardSwishCalls)
        case .softmax: add((.softmaxOutput, outputs), call: .otherCalls)
        case .layernorm: add((.normOutput, outputs), call: .otherCalls)
        case .gelu, .swish: add((.activationOutput, outputs), call: .otherCalls)
        case .pad: add((.padding, outputs), call: .padCalls)
        case .transpose, .reshape, .gather, .reorder, .channelshuffle:
            add((.moveOutput, outputs), call: .otherCalls)
        case .se:
            add((.meanInput, configuration.inputs), call: .meanCalls)
            add((.productOutput, outputs), call: .productCalls)
        case .elementwise: addElementwise(configuration)
        default: add((.otherOutput, outputs), call: .otherCalls)
        }
    }

    private mutating func addElementwise(_ configuration: KernelConfiguration) {
        switch configuration.operation {
        case "mul": add((.productOutput, configuration.outputs), call: .productCalls)
        case "add", "sub": add((.residualOutput, configuration.outputs), call: .residualCalls)
        case "sigmoid": add((.activationOutput, configuration.outputs), call: .sigmoidCalls)
        default: add((.otherOutput, configuration.outputs), call: .otherCalls)
        }
    }

    private mutating func addTail(_ configuration: KernelConfiguration) {
        for (place, operation) in configuration.tail.enumerated() {
            switch operation {
            case "add" where place == 0: add((.residualOutput, configuration.outputs), call: .residualCalls)
            case "add", "mul", "minimum", "sub": add((.affineOutput, configuration.outputs), call: .affineCalls)
            case "hard_swish": add((.hardSwishOutput, configuration.outputs), call: .hardSwishCalls)
            case "sigmoid": add((.activationOutput, configuration.outputs), call: .sigmoidCalls)
            default: break
            }
        }
    }

    private mutating func add(_ part: (term: WorkTerm, amount: Double), call: WorkTerm) {
        add(part.term, part.amount)
        add(call, 1)
    }
}

extension KernelConfiguration {
    fileprivate var inputs: Double { Double(batch) * Double(inputHeight * inputWidth) * Double(inputChannels) }
    fileprivate var outputs: Double { Double(batch) * Double(outputHeight * outputWidth) * Double(outputChannels) }

    /// The share of the windows' places that lie inside of the image and not in its padding.
    fileprivate var insideShare: Double {
        Self.insideShare(inputHeight, outputHeight, kernelHeight, strideHeight, dilationHeight, padTop)
            * Self.insideShare(inputWidth, outputWidth, kernelWidth, strideWidth, dilationWidth, padLeft)
    }

    /// Along one axis. A window of more than a hundred places counts as inside.
    private static func insideShare(
        _ input: Int, _ output: Int, _ kernel: Int, _ stride: Int, _ dilation: Int, _ before: Int
    ) -> Double {
        guard (1...100).contains(kernel), output > 0, stride > 0, dilation <= 1 << 20, before <= 1 << 20 else {
            return 1
        }
        var inside = 0
        for tap in 0..<kernel {
            // The outputs from which this place of the window is at least 0, and at most the last.
            let start = tap * dilation - before
            let first = start >= 0 ? 0 : ceilDivide(-start, stride)
            let last = start < input ? min((input - 1 - start) / stride, output - 1) : -1
            inside += max(last - first + 1, 0)
        }
        return Double(inside) / (Double(output) * Double(kernel))
    }
}
