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
        add(
            configuration.inputChannels <= 4
                ? .firstWork : window == 1 ? .pointwiseWork : window == 9 ? .threeByThreeWork : .largeWindowWork, work)
        add(.convolutionInput, configuration.inputs)
        add(.convolutionOutput, configuration.outputs)
        add(.convolutionWeights, Double(configuration.parameters))
        // Integer products go sixteen deep; sums of deep ones are kept in passes.
        add(.depthWaste, Double(plane * configuration.outputChannels) * Double(ceilDivide(depth, 16) * 16 - depth))
        add(.depthPasses, configuration.outputs * Double(ceilDivide(depth, 256)))
        add(.convolutionCalls, 1)
        if window > 1 || configuration.strideHeight > 1 { add(.patches, Double(plane * depth)) }
        if plane <= 64 { add(.smallPlaneWork, work) } else if plane <= 256 { add(.middlePlaneWork, work) }
        let tiled = Double(ceilDivide(configuration.outputChannels, 8) * 8) * Double(ceilDivide(plane, 8) * 8)
        add(.tileWaste, max(tiled * Double(depth) - work, 0))
        if depth <= 32 { add(.shallowWork, work) }
        if configuration.parameters > 500_000 { add(.heavyWeightsWork, work) }
        if configuration.outputChannels <= 32 { add(.narrowWork, work) }
        addPadding(configuration)
    }

    private mutating func addDepthwise(_ configuration: KernelConfiguration) {
        let work = Double(configuration.multiplyAccumulates)
        let isStrided = configuration.strideHeight > 1
        switch configuration.kernelHeight {
        case 3: add(isStrided ? .depthwise3StridedWork : .depthwise3Work, work)
        case 5: add(isStrided ? .depthwise5StridedWork : .depthwise5Work, work)
        default: add(isStrided ? .depthwiseOtherStridedWork : .depthwiseOtherWork, work)
        }
        add(.depthwiseInput, configuration.inputs)
        add(.depthwiseOutput, configuration.outputs)
        add(.depthwiseWeights, Double(configuration.parameters))
        add(.depthwiseCalls, 1)
        if configuration.outputHeight * configuration.outputWidth <= 256 { add(.depthwiseSmallPlaneWork, work) }
        addPadding(configuration)
    }

    private mutating func addGrouped(_ configuration: KernelConfiguration) {
        let work = Double(configuration.multiplyAccumulates)
        let channels = max(configuration.inputChannels / max(configuration.groups, 1), 1)
        add(.groupedWork, work)
        add(.groupedWaste8, work * (Double(ceilDivide(channels, 8) * 8) / Double(channels) - 1))
        add(.groupedWaste16, work * (Double(ceilDivide(channels, 16) * 16) / Double(channels) - 1))
        add(.groupedInput, configuration.inputs)
        add(.groupedWindows, configuration.outputs * Double(configuration.kernelHeight * configuration.kernelWidth))
        add(.groupedCalls, 1)
        add(.groups, Double(configuration.groups))
        addPadding(configuration)
    }

    private mutating func addDense(_ configuration: KernelConfiguration) {
        add(.denseCalls, 1)
        let plane = configuration.inputHeight * configuration.inputWidth
        add(plane > 1 ? .matrixWork : .denseWork, Double(configuration.multiplyAccumulates))
        add(.denseWeights, Double(configuration.parameters))
    }

    private mutating func addMemory(_ type: KernelType, _ configuration: KernelConfiguration) {
        let outputs = configuration.outputs
        let windows = outputs * Double(configuration.kernelHeight * configuration.kernelWidth)
        switch type {
        case .globalAvgpool, .reduce: add((.meanInput, configuration.inputs), call: .meanCalls)
        case .maxpool:
            add((.maxPoolWindows, windows), call: .maxPoolCalls)
            addPadding(configuration)
        case .avgpool:
            add((.averagePoolWindows, windows), call: .averagePoolCalls)
            addPadding(configuration)
        case .concat: add((.concatOutput, outputs), call: .concatCalls)
        case .resize: add((.resizeOutput, outputs), call: .otherCalls)
        case .split: add((.sliceOutput, outputs), call: .otherCalls)
        case .add, .addRelu: add((.residualOutput, outputs), call: .residualCalls)
        case .batchNorm, .relu: add((.affineOutput, outputs), call: .affineCalls)
        case .hswish: add((.hardSwishOutput, outputs), call: .hardSwishCalls)
        case .softmax: add((.softmaxOutput, outputs), call: .otherCalls)
        case .layernorm: add((.normOutput, outputs), call: .otherCalls)
        case .gelu, .swish: add((.activationOutput, outputs), call: .otherCalls)
        case .pad:
            add((.padding, configuration.inputs), call: .padCalls)
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

    private mutating func addPadding(_ configuration: KernelConfiguration) {
        let rows = configuration.padTop + configuration.padBottom + configuration.padLeft + configuration.padRight
        guard rows > 0 else { return }
        add((configuration.strideHeight > 1 ? .stridedPadding : .padding, configuration.inputs), call: .padCalls)
    }

    private mutating func add(_ part: (term: WorkTerm, amount: Double), call: WorkTerm) {
        add(part.term, part.amount)
        add(call, 1)
    }
}

extension KernelConfiguration {
    fileprivate var inputs: Double { Double(batch) * Double(inputHeight * inputWidth) * Double(inputChannels) }
    fileprivate var outputs: Double { Double(batch) * Double(outputHeight * outputWidth) * Double(outputChannels) }
}
