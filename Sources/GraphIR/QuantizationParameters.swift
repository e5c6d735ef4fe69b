/// How the integers of a tensor stand for real numbers: scale · (q − zero point).
public struct QuantizationParameters: Sendable, Hashable {
    /// One for all elements, or one per slice along the axis.
    public var scales: [Float]
    /// As many as scales, or one, or none where all are 0.
    public var zeroPoints: [Int]
    /// The axis along which scales differ, where there are several.
    public var axis: Int

    public init(scales: [Float], zeroPoints: [Int] = [], axis: Int = 0) {
        self.scales = scales
        self.zeroPoints = zeroPoints
        self.axis = axis
    }
}
