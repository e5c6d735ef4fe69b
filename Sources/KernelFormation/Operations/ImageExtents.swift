/// A tensor's extents as an image, whatever its layout in the file.
struct ImageExtents: Sendable, Hashable {
    var batch = 1
    var height = 1
    var width = 1
    var channels = 1

    /// Reads a shape.
    ///
    /// An image in the file's layout is (N, C, D₁…Dₙ). Else the last axis holds the channels, and of (N, A, B, C) or
    /// (N, A, C), A is the height and B the width.
    init(_ shape: [Int], isImage: Bool) {
        guard let first = shape.first else { return }
        guard shape.count > 1 else {
            channels = first
            return
        }
        batch = first
        let spatial = isImage ? shape.dropFirst(2) : shape.dropFirst().dropLast()
        channels = isImage ? shape[1] : shape[shape.count - 1]
        guard let last = spatial.last else { return }
        let outer = spatial.dropLast().reduce(1, *)
        if isImage || spatial.count > 1 {
            (height, width) = (outer, last)
        } else {
            height = last
        }
    }
}
