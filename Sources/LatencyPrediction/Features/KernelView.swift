import KernelFormation

/// A kernel as features see it: its configuration, and how the platform's GPU lays it out.
///
/// Slices are groups of four channels, the delegate's unit of storage.
struct KernelView: Sendable {
    /// What decides how the work is laid out.
    enum Kind: Sendable {
        case convolution, depthwise, winograd, other
    }

    let type: KernelType
    let configuration: KernelConfiguration
    let gpu: GPUModel?
    let kind: Kind
    /// Of one group.
    let inputSlices: Int
    let outputSlices: Int
    /// As the delegate lays it out, for a GPU, and 1 each without one; a depthwise convolution with groups of 256.
    let dispatch: Dispatch
    /// A depthwise convolution with groups as large as the GPU lets them be.
    let wideDispatch: Dispatch
    /// Whether the weights are constants of the program.
    let hasConstantWeights: Bool
    /// What runs around it; of a kernel on its own, nothing.
    var context = KernelContext()

    /// Nil where sizes are not positive, or so large that products of them might not fit.
    init?(_ type: KernelType, _ configuration: KernelConfiguration, gpu: GPUModel?) {
        guard configuration.hasOrdinarySizes else { return nil }
        self.type = type
        self.configuration = configuration
        self.gpu = gpu
        switch type {
        case .conv, .groupconv: kind = configuration.algorithm == "winograd" ? .winograd : .convolution
        case .dwconv: kind = .depthwise
        default: kind = .other
        }
        let groups = type == .groupconv ? max(configuration.groups, 1) : 1
        inputSlices = ceilDivide(configuration.inputChannels / groups, 4)
        outputSlices = ceilDivide(configuration.outputChannels, 4)
        // The delegate lays a batch out along the width.
        let output = Dispatch.Extent(
            x: configuration.outputWidth * configuration.batch, y: configuration.outputHeight, z: outputSlices)
        var dispatch = Dispatch()
        var wideDispatch = dispatch
        var hasConstantWeights = false
        if let gpu {
            switch kind {
            case .convolution:
                hasConstantWeights = type == .conv && gpu.keepsConstant(configuration)
                dispatch =
                    hasConstantWeights
                    ? Dispatch(constantConvolution: output, on: gpu)
                    : Dispatch(
                        convolution: output, inputSlices: inputSlices, isPointwise: configuration.isPointwise,
                        groups: groups,
                        groupSlices: outputSlices.isMultiple(of: groups) ? outputSlices / groups : 0, on: gpu)
            case .depthwise:
                let block = gpu.depthwiseBlock(configuration)
                let isSpecial = configuration.isSpecialDepthwise
                dispatch = Dispatch(depthwise: output, block: block, isSpecial: isSpecial, groupLimit: 256, on: gpu)
                wideDispatch = Dispatch(
                    depthwise: output, block: block, isSpecial: isSpecial, groupLimit: gpu.depthwiseGroupLimit, on: gpu)
            case .winograd, .other: break
            }
        }
        self.dispatch = dispatch
        self.wideDispatch = wideDispatch
        self.hasConstantWeights = hasConstantWeights
    }
}

extension KernelView {
    init?(_ kernel: Kernel, gpu: GPUModel?) { self.init(kernel.type, kernel.configuration, gpu: gpu) }

    /// Slices that the kernel reads of its first input.
    var inputVectors: Int { configuration.inputPlane * ceilDivide(configuration.inputChannels, 4) }
    var outputVectors: Int { configuration.outputPlane * outputSlices }
    var weightVectors: Int { inputSlices * outputSlices * configuration.window }
    /// Turns of a thread's inner loop.
    var loopLength: Int { kind == .winograd ? inputSlices : inputSlices * configuration.window }
    /// Tiles of 4×4 outputs, the unit of a Winograd kernel.
    var tiles: Int {
        configuration.batch * ceilDivide(configuration.outputWidth, 4) * ceilDivide(configuration.outputHeight, 4)
    }

    /// Multiplications followed by an addition; of a pool, elements read.
    var work: Int {
        configuration.multiplyAccumulates > 0
            ? configuration.multiplyAccumulates
            : configuration.outputPlane * configuration.outputChannels * configuration.window
    }

    /// What a thread of a depthwise convolution reads: 16 places for four outputs, or the window for each.
    var depthwiseThreadWork: Int {
        configuration.isSpecialDepthwise ? 16 : configuration.window * dispatch.block.y
    }

    func waves(_ dispatch: Dispatch) -> Int { dispatch.workGroups * ceilDivide(dispatch.groupSize, gpu?.waveSize ?? 1) }
    func wavesPerUnit(_ dispatch: Dispatch) -> Int { ceilDivide(waves(dispatch), gpu?.computeUnits ?? 1) }
    func groupsPerUnit(_ dispatch: Dispatch) -> Int { ceilDivide(dispatch.workGroups, gpu?.computeUnits ?? 1) }
}

extension KernelConfiguration {
    /// Whether all sizes are positive and products of all of them, some rounding up included, fit an `Int`.
    fileprivate var hasOrdinarySizes: Bool {
        let sizes = [
            batch, inputHeight, inputWidth, inputChannels, outputHeight, outputWidth, outputChannels, kernelHeight,
            kernelWidth, strideHeight, strideWidth, groups, inputCount, padTop + 1, padLeft + 1, padBottom + 1,
            padRight + 1,
        ]
        let height = Double(inputHeight) + Double(padTop) + Double(padBottom)
        let width = Double(inputWidth) + Double(padLeft) + Double(padRight)
        let input = height * width * Double(inputChannels)
        let output = Double(outputHeight) * Double(outputWidth) * Double(outputChannels)
        let window = Double(kernelHeight) * Double(kernelWidth) * Double(inputChannels)
        return sizes.allSatisfy { $0 > 0 && $0 <= 1 << 31 } && max(input, output * window) * Double(batch) < 0x1p50
    }

    var window: Int { kernelHeight * kernelWidth }
    /// Places of the output, of all images.
    var outputPlane: Int { batch * outputHeight * outputWidth }
    var inputPlane: Int { batch * inputHeight * inputWidth }
    var paddedInputHeight: Int { inputHeight + padTop + padBottom }
    /// Places of the input with its padding, of all images.
    var paddedInputPlane: Int { batch * paddedInputHeight * (inputWidth + padLeft + padRight) }
    var isPointwise: Bool { window == 1 && strideHeight == 1 && strideWidth == 1 }
    /// Whether the delegate's kernel for 3×3 depthwise convolutions runs, which computes 2×2 places at a time.
    var isSpecialDepthwise: Bool { kernelHeight == 3 && kernelWidth == 3 && strideHeight == 1 && strideWidth == 1 }

    /// How often a word stands in the fused tail.
    func tailCount(_ word: String) -> Int { tail.count { $0 == word } }
}

extension GPUModel {
    /// Output slices that one work group of a fully connected kernel computes.
    var denseGroup: Int {
        switch family {
        case .adreno: 32
        case .mali: 16
        case .apple, .powervr: 8
        }
    }

    /// `IsConvConstantsSupported`: few slices out, and weights that fit the program's constants in half precision.
    fileprivate func keepsConstant(_ configuration: KernelConfiguration) -> Bool {
        guard family == .adreno || family == .powervr else { return false }
        let (input, output) = (configuration.inputChannels, configuration.outputChannels)
        let (inputSlices, outputSlices) = (ceilDivide(input, 4), ceilDivide(output, 4))
        // Vectors run along the channels that fill them best.
        let runsAlongInput =
            !output.isMultiple(of: 4) && (input.isMultiple(of: 4) || output * inputSlices < input * outputSlices)
        let channels = runsAlongInput ? output * inputSlices * 4 : input * outputSlices * 4
        return outputSlices <= 8 && 2 * channels * configuration.window <= (family == .adreno ? 3584 : 1024)
    }

    /// What one thread of a depthwise convolution computes.
    fileprivate func depthwiseBlock(_ configuration: KernelConfiguration) -> Dispatch.Extent {
        if configuration.isSpecialDepthwise { return Dispatch.Extent(x: 2, y: 2, z: 1) }
        let isTall = family == .apple && configuration.window == 9 && configuration.strideHeight == 2
        return Dispatch.Extent(x: 1, y: isTall ? 2 : 1, z: 1)
    }
}

extension KernelView {
    /// The fused tail as one word: `add+relu`.
    var tail: String { configuration.tail.joined(separator: "+") }

    /// Parameters in millions, the bias among them, as LitePred counts.
    var litePredMillions: Double { Double(configuration.parameters) / 1e6 }
    /// (H / S)², LitePred's count of places in the output.
    var litePredPlane: Double {
        let side = Double(configuration.inputHeight) / Double(configuration.strideHeight)
        return side * side
    }
}

extension KernelView {
    /// The depthwise and the 1×1 convolution of a kernel that is both; nil of any other.
    var parts: [KernelView]? {
        guard type == .dwconv, configuration.algorithm == "depthwise+1x1" else { return nil }
        var depthwise = configuration
        depthwise.algorithm = ""
        depthwise.outputChannels = configuration.inputChannels
        depthwise.tail = ["relu"]
        depthwise.multiplyAccumulates =
            configuration.outputPlane * configuration.inputChannels * configuration.window
        var pointwise = KernelConfiguration()
        pointwise.batch = configuration.batch
        pointwise.inputHeight = configuration.outputHeight
        pointwise.inputWidth = configuration.outputWidth
        pointwise.inputChannels = configuration.inputChannels
        pointwise.outputHeight = configuration.outputHeight
        pointwise.outputWidth = configuration.outputWidth
        pointwise.outputChannels = configuration.outputChannels
        pointwise.tail = configuration.tail
        pointwise.multiplyAccumulates =
            configuration.outputPlane * configuration.inputChannels * configuration.outputChannels
        let views = [(KernelType.dwconv, depthwise), (.conv, pointwise)].compactMap { type, configuration in
            KernelView(type, configuration, gpu: gpu)
        }
        return views.count == 2 ? views : nil
    }
}
