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

    /// The window over an image of the given spatial extents; nil where one of them is not a number, or where there are
    /// none or more than three.
    ///
    /// - Parameters:
    ///   - firstKernelAxis: where the spatial axes begin in the kernel's shape.
    ///   - firstImageAxis: where they begin in the image's.
    init?(
        _ window: Window, kernel: TensorShape, fromAxis firstKernelAxis: Int = 0, groups: Int = 1, image: TensorShape,
        fromAxis firstImageAxis: Int = 0
    ) {
        let count = kernel.count - firstKernelAxis
        guard count == image.count - firstImageAxis, (1...3).contains(count) else { return nil }
        self.groups = groups
        for axis in 0..<count {
            guard let extent = image[firstImageAxis + axis].value, let size = kernel[firstKernelAxis + axis].value
            else { return nil }
            let pads = window.padding.amounts(
                extent: extent, reach: window.reach(kernel: size, axis: axis), stride: window.stride(axis), axis: axis)
            if axis == count - 1 {
                (kernelWidth, strideWidth, dilationWidth) = (size, window.stride(axis), window.dilation(axis))
                (padLeft, padRight) = (pads.before, pads.after)
            } else {
                kernelHeight = kernelHeight.clampedProduct(size)
                (strideHeight, dilationHeight) = (window.stride(axis), window.dilation(axis))
                (padTop, padBottom) = (pads.before, pads.after)
            }
        }
    }
}
