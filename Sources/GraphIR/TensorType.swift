/// An element type and, where known, a shape.
public struct TensorType: Sendable, Hashable {
    public var element: ElementType
    /// The axes, outermost first; nil where not even the rank is known.
    ///
    /// Extents that are numbers are from 0 to `Dimension.limit`, so that arithmetic on two of them never overflows: what
    /// is set to another number is unknown.
    public var shape: [Dimension]? {
        didSet { shape = Self.admitted(shape) }
    }

    public init(_ element: ElementType, _ shape: [Dimension]?) {
        self.element = element
        self.shape = Self.admitted(shape)
    }

    private static func admitted(_ shape: [Dimension]?) -> [Dimension]? {
        guard let shape, shape.contains(where: { !isAdmitted($0) }) else { return shape }
        return shape.map { isAdmitted($0) ? $0 : .unknown }
    }

    private static func isAdmitted(_ dimension: Dimension) -> Bool {
        dimension.value.map((0...Dimension.limit).contains) ?? true
    }

    /// Number of elements, where every axis is a number and the product fits.
    public var elementCount: Int? { shape?.reduce(1) { count, extent in count?.product(with: extent.value) } }

    /// The axes as numbers, where each is one.
    public var fixedShape: [Int]? { shape?.fixedValues }

    /// Bytes of all elements, where their number is known and fits.
    public var byteCount: Int? { elementCount?.product(with: element.bitCount)?.sum(with: 7).map { $0 / 8 } }

    /// Whether every axis is a number.
    public var isStatic: Bool { shape?.allSatisfy { $0.value != nil } ?? false }

    /// This type, with what it leaves open taken from another source that speaks of the same tensor.
    public func merged(with other: TensorType) -> TensorType {
        let element = element == .unknown ? other.element : element
        guard let shape else { return TensorType(element, other.shape) }
        guard let declared = other.shape, declared.count == shape.count, !isStatic else {
            return TensorType(element, shape)
        }
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

    /// The sum, or nil where a summand is missing or it does not fit.
    func sum(with other: Int?) -> Int? {
        guard let other else { return nil }
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? nil : sum
    }
}
