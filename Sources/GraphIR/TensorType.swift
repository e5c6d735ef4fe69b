/// An element type and, where known, a shape.
public struct TensorType: Sendable, Hashable {
    public var element: ElementType
    /// The axes, outermost first; nil where not even the rank is known.
    public var shape: [Dimension]?

    public init(_ element: ElementType, _ shape: [Dimension]?) {
        self.element = element
        self.shape = shape
    }

    /// Number of elements, where every axis is a number and the product fits.
    public var elementCount: Int? { fixedShape?.reduce(1) { count, extent in count?.product(with: extent) } }

    /// The axes as numbers, where each is one.
    public var fixedShape: [Int]? { shape?.fixedValues }

    /// Bytes of all elements, where their number is known and fits.
    public var byteCount: Int? { elementCount?.product(with: element.bitCount).map { ($0 + 7) / 8 } }

    /// Whether every axis is a number.
    public var isStatic: Bool { fixedShape != nil }

    /// This type, with what it leaves open taken from another source that speaks of the same tensor.
    public func merged(with other: TensorType) -> TensorType {
        let element = element == .unknown ? other.element : element
        guard let shape else { return TensorType(element, other.shape) }
        guard let declared = other.shape, declared.count == shape.count else { return TensorType(element, shape) }
        return TensorType(element, zip(shape, declared).map { $0.merged(with: $1) })
    }
}

extension TensorType: CustomStringConvertible {
    /// `float32 1x3x224x224`
    public var description: String {
        guard let shape else { return "\(element.rawValue) of unknown rank" }
        guard !shape.isEmpty else { return "\(element.rawValue) scalar" }
        return "\(element.rawValue) " + shape.map(\.description).joined(separator: "x")
    }
}

extension [Dimension] {
    /// The numbers, where every one is.
    public var fixedValues: [Int]? {
        var values: [Int] = []
        values.reserveCapacity(count)
        for dimension in self {
            guard let value = dimension.value else { return nil }
            values.append(value)
        }
        return values
    }
}

extension Int {
    /// The product, or nil where a factor is missing or it does not fit.
    public func product(with other: Int?) -> Int? {
        guard let other else { return nil }
        let (product, overflow) = multipliedReportingOverflow(by: other)
        return overflow ? nil : product
    }
}
