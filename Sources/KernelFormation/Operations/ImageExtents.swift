import GraphIR

/// A tensor's extents as an image, whatever its layout in the file.
struct ImageExtents: Sendable, Hashable {
    var batch = 1
    var height = 1
    var width = 1
    var channels = 1

    init() {}

    /// Reads a shape; nil where an axis is not a number, or where there are more elements than can be counted.
    ///
    /// An image in the file's layout is (N, C, D₁…Dₙ). Else the last axis holds the channels, and of (N, A, B, C) or
    /// (N, A, C), A is the height and B the width.
    init?(_ shape: TensorShape, isImage: Bool) {
        guard shape.elementCount != nil else { return nil }
        let last = shape.count - 1
        for axis in shape.indices {
            let extent = shape[axis].value ?? 1
            switch axis {
            case isImage ? 1 : last: channels = extent
            case 0: batch = extent
            case isImage ? last : last - 1 where isImage || last > 2: width = extent
            default: height *= extent
            }
        }
    }
}
