/// A guard for one set of a ruleset's parameters' values.
struct Condition: Sendable {
    var name: Guard.Name
    /// What it compares to; 0 where it compares to nothing.
    var number: Int
}

extension Guard {
    /// This condition with its number for the parameters' values; of bytes, with that of elements in their precision.
    func resolved(for parameters: [String: String]) -> Condition {
        let number = number?.number(for: parameters) ?? 0
        return Condition(name: name, number: name == .filterBytesAtMost ? number / parameters.elementBytes : number)
    }
}

extension Condition {
    /// Whether the condition holds for what an operation works on.
    func holds(for configuration: KernelConfiguration) -> Bool {
        switch name {
        case .isActivated: return !configuration.tail.isEmpty
        case .oneInput: return configuration.inputCount == 1
        case .isDepthwise: return configuration.isDepthwise
        case .isGrouped: return configuration.groups > 1 && !configuration.isDepthwise
        case .kernel: return configuration.kernelHeight == number && configuration.kernelWidth == number
        case .stride: return configuration.strideHeight == number && configuration.strideWidth == number
        case .dilation: return configuration.dilationHeight == number && configuration.dilationWidth == number
        case .padding:
            return configuration.padTop == number && configuration.padLeft == number
                && configuration.padBottom == number && configuration.padRight == number
        case .groups: return configuration.groups == number
        case .reducesImage: return configuration.reducesImage
        case .multiplier: return configuration.outputChannels == configuration.inputChannels.clampedProduct(number)
        case .inputChannelsAtMost: return configuration.inputChannels <= number
        case .outputChannelsAtMost: return configuration.outputChannels <= number
        case .inputSlicesAtLeast: return configuration.inputChannels.slices >= number
        case .outputSlicesAtLeast: return configuration.outputChannels.slices >= number
        case .outputSlicesAtMost: return configuration.outputChannels.slices <= number
        case .tilesAtLeast: return configuration.outputTiles >= number
        case .channelProductAtMost:
            return configuration.inputChannels.clampedProduct(configuration.outputChannels) <= number
        case .windowElementsAtMost:
            return configuration.inputChannels.clampedProduct(configuration.windowElements) <= number
        case .filterBytesAtMost:
            return configuration.alignedFilterElements <= number
        case .groupChannelsDivideBy:
            return (configuration.inputChannels / configuration.groups).isMultiple(of: number)
                && (configuration.outputChannels / configuration.groups).isMultiple(of: number)
        }
    }
}

extension [String: String] {
    /// Whether each of the named parameters has one of the values.
    func satisfies(_ conditions: [String: [String]]) -> Bool {
        conditions.allSatisfy { name, values in self[name].map(values.contains) ?? false }
    }

    /// Bytes of an element in the precision that the ruleset's parameter of that name gives.
    fileprivate var elementBytes: Int { self["precision"] == "fp16" ? 2 : 4 }
}

extension Int {
    /// The fours that hold so many channels or elements.
    fileprivate var slices: Int { clampedSum(3) / 4 }
}

extension KernelConfiguration {
    fileprivate var isDepthwise: Bool { groups > 1 && groups == inputChannels }
    fileprivate var windowElements: Int { kernelHeight.clampedProduct(kernelWidth) }

    fileprivate var outputTiles: Int { outputHeight.slices.clampedProduct(outputWidth.slices) }

    fileprivate var reducesImage: Bool {
        outputHeight == 1 && outputWidth == 1 && outputChannels == inputChannels && (inputHeight > 1 || inputWidth > 1)
    }

    /// The filter's elements with output or input channels filled up to fours: the delegate takes dot products where
    /// that pads less.
    fileprivate var alignedFilterElements: Int {
        let withDots = outputChannels.clampedProduct(inputChannels.slices)
        let withoutDots = inputChannels.clampedProduct(outputChannels.slices)
        let takesDots =
            !outputChannels.isMultiple(of: 4) && (inputChannels.isMultiple(of: 4) || withDots < withoutDots)
        return (takesDots ? withDots : withoutDots).clampedProduct(4).clampedProduct(windowElements)
    }
}
