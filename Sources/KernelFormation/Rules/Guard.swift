import JSONText

/// A condition on an operation, by name, with the number that it compares to where it takes one.
struct Guard: Sendable, Hashable {
    /// The conditions that a ruleset may name.
    enum Name: String, Sendable, CaseIterable {
        /// The framework's file writes an activation as a part of the operator.
        case isActivated = "activated"
        /// Batch norm and the like: all but one operand are constants.
        case oneInput = "one-input"
        case isDepthwise = "depthwise"
        case isGrouped = "grouped"
        /// The window's extents, on every axis.
        case kernel, stride, dilation, padding
        case groups
        /// The output is one element per channel of an image that had more.
        case reducesImage = "reduces-image"
        /// Output channels per input channel.
        case multiplier
        case inputChannelsAtMost = "input-channels-at-most"
        case outputChannelsAtMost = "output-channels-at-most"
        /// Slices of four channels, as a GPU stores them.
        case inputSlicesAtLeast = "input-slices-at-least"
        case outputSlicesAtLeast = "output-slices-at-least"
        case outputSlicesAtMost = "output-slices-at-most"
        /// Tiles of 4×4 elements that cover the output.
        case tilesAtLeast = "tiles-at-least"
        /// Input channels times output channels.
        case channelProductAtMost = "channel-product-at-most"
        /// The window's elements over all input channels.
        case windowElementsAtMost = "window-elements-at-most"
        /// The filter's bytes in the device's precision, its channels padded to fours the cheaper way round.
        case filterBytesAtMost = "filter-bytes-at-most"
        /// Input and output channels of each group.
        case groupChannelsDivideBy = "group-channels-divisible-by"

        /// Whether it compares to a number.
        var takesNumber: Bool {
            switch self {
            case .isActivated, .oneInput, .isDepthwise, .isGrouped, .reducesImage: false
            default: true
            }
        }
    }

    var name: Name
    var number: Threshold?
}

/// A number that may differ by the value of a ruleset's parameter.
enum Threshold: Sendable, Hashable {
    case number(Int)
    /// Per value of the parameter, or beginning of a value up to a dash, its number; `default` for all others.
    case byParameter(String, [String: Int])

    /// The parameter on which it depends.
    var parameter: String? {
        guard case .byParameter(let parameter, _) = self else { return nil }
        return parameter
    }

    /// The number for the parameters' values: that of the value itself, else of what stands before its last dash, else
    /// the one called `default`.
    func number(for values: [String: String]) -> Int {
        switch self {
        case .number(let number): return number
        case .byParameter(let parameter, let numbers):
            var key = Substring(values[parameter] ?? "default")
            while true {
                if let number = numbers[String(key)] { return number }
                guard let dash = key.lastIndex(of: "-") else { return numbers["default"] ?? 0 }
                key = key[..<dash]
            }
        }
    }
}
