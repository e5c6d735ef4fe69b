import GraphIR

/// How an operation moves over an image: extents of its window, strides, dilations, groups and padding per side.
///
/// One spatial axis counts as the width; of three, the outer two count as one height.
struct ImageWindow: Sendable, Hashable {
    var kernelHeight = 1
    var kernelWidth = 1
    var strideHeight = 1
    var strideWidth = 1
    var dilationHeight = 1
    var dilationWidth = 1
    var groups = 1
    var padTop = 0
    var padLeft = 0
    var padBottom = 0
    var padRight = 0

    var isPadded: Bool { padTop + padLeft + padBottom + padRight > 0 }

    init() {}

    /// The window over an image of the given spatial extents; nil where the number of axes does not fit.
    init?(_ window: Window, kernel: [Int], groups: Int = 1, image: ArraySlice<Int>) {
        guard kernel.count == image.count, (1...3).contains(kernel.count) else { return nil }
        self.groups = groups
        let last = kernel.count - 1
        let pads = zip(image, kernel).enumerated().map { axis, extents in
            window.padding.amounts(
                extent: extents.0, reach: window.reach(kernel: extents.1, axis: axis), stride: window.stride(axis),
                axis: axis)
        }
        (kernelWidth, strideWidth, dilationWidth) = (kernel[last], window.stride(last), window.dilation(last))
        (padLeft, padRight) = (pads[last].before, pads[last].after)
        guard last > 0 else { return }
        kernelHeight = kernel[..<last].reduce(1, *)
        strideHeight = window.stride(last - 1)
        dilationHeight = window.dilation(last - 1)
        (padTop, padBottom) = (pads[last - 1].before, pads[last - 1].after)
    }
}
