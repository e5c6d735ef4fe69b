/// The axes of a tensor, outermost first; what is set to a number outside 0 to `Dimension.limit` is unknown, so that
/// arithmetic on two extents never overflows.
///
/// A graph has a shape for each value, and most are short and of numbers: up to eight extents lie in the shape itself, as
/// vectors, which are copied and compared at once. What is called for each of them is inlinable.
public struct TensorShape: Sendable {
    @usableFromInline static let inlineCount = 8

    /// The first four axes, then four more: −1 for one that is not known, 0 for one that is not there.
    @usableFromInline var outer = SIMD4<Int32>.zero
    @usableFromInline var inner = SIMD4<Int32>.zero
    /// All of them, where there are more, or where one is a symbol; `outer` and `inner` say nothing then.
    @usableFromInline var all: [Dimension]?
    /// Whether `all` is there: asked of it, the list would be held for the question.
    @usableFromInline var isListed = false
    @usableFromInline var length: Int32 = 0

    @inlinable public init() {}

    @inlinable public init(_ dimensions: some Sequence<Dimension>) {
        self.init()
        for dimension in dimensions { append(dimension) }
    }

    /// A shape of numbers.
    @inlinable public init(fixed extents: some Sequence<Int>) {
        self.init()
        for extent in extents { append(.fixed(extent)) }
    }

    /// Unknown axes of a known rank.
    @inlinable public init(unknownOfRank rank: Int) {
        self.init()
        for _ in 0..<Swift.max(0, rank) { append(.unknown) }
    }

    /// What a dimension is as one of the short list's; nil for a symbol.
    @inlinable static func number(_ dimension: Dimension) -> Int32? {
        switch dimension {
        case .fixed(let value): value >= 0 && value <= Dimension.limit ? Int32(truncatingIfNeeded: value) : -1
        case .unknown: -1
        case .symbolic: nil
        }
    }

    @inlinable subscript(numberAt position: Int) -> Int32 {
        get { position < 4 ? outer[position] : inner[position - 4] }
        set { if position < 4 { outer[position] = newValue } else { inner[position - 4] = newValue } }
    }

    @inlinable static func dimension(_ number: Int32) -> Dimension { number < 0 ? .unknown : .fixed(Int(number)) }

    /// Adds an axis behind the last.
    @inlinable public mutating func append(_ dimension: Dimension) {
        if length < Self.inlineCount, !isListed, let number = Self.number(dimension) {
            self[numberAt: Int(length)] = number
        } else {
            appendToList(dimension)
        }
        length += 1
    }

    @usableFromInline mutating func appendToList(_ dimension: Dimension) {
        var list = all ?? Array(self)
        list.append(Self.admitted(dimension))
        all = list
        isListed = true
    }

    @usableFromInline mutating func setInList(_ dimension: Dimension, at position: Int) {
        var list = all ?? Array(self)
        list[position] = Self.admitted(dimension)
        all = list
        isListed = true
    }

    private static func admitted(_ dimension: Dimension) -> Dimension {
        number(dimension).map(Self.dimension) ?? dimension
    }

    /// Whether every axis is a number.
    @inlinable public var isFixed: Bool {
        guard !isListed else { return allSatisfy { $0.value != nil } }
        return outer.min() >= 0 && inner.min() >= 0
    }

    /// The product of the extents, where each is a number and the product fits.
    @inlinable public var elementCount: Int? {
        var count = 1
        for position in indices {
            guard let product = count.product(with: self[position].value) else { return nil }
            count = product
        }
        return count
    }

    /// The shape under a function of its axes.
    @inlinable public func map<E>(_ transform: (Dimension) throws(E) -> Dimension) throws(E) -> TensorShape {
        var result = TensorShape()
        for position in indices { result.append(try transform(self[position])) }
        return result
    }
}

extension TensorShape: RandomAccessCollection, MutableCollection {
    @inlinable public var startIndex: Int { 0 }
    @inlinable public var endIndex: Int { Int(length) }

    @inlinable public subscript(position: Int) -> Dimension {
        get {
            precondition(position >= 0 && position < length, "an axis of the shape")
            return if isListed, let all { all[position] } else { Self.dimension(self[numberAt: position]) }
        }
        set {
            precondition(position >= 0 && position < length, "an axis of the shape")
            if !isListed, let number = Self.number(newValue) {
                self[numberAt: position] = number
            } else {
                setInList(newValue, at: position)
            }
        }
    }
}

extension TensorShape: RangeReplaceableCollection {
    @inlinable public mutating func replaceSubrange(_ range: Range<Int>, with dimensions: some Collection<Dimension>) {
        var result = TensorShape()
        for position in 0..<range.lowerBound { result.append(self[position]) }
        for dimension in dimensions { result.append(dimension) }
        for position in range.upperBound..<count { result.append(self[position]) }
        self = result
    }
}

extension TensorShape: Hashable {
    @inlinable public static func == (left: TensorShape, right: TensorShape) -> Bool {
        guard left.length == right.length else { return false }
        guard !left.isListed, !right.isListed else { return left.elementsEqual(right) }
        return left.outer == right.outer && left.inner == right.inner
    }

    @inlinable public func hash(into hasher: inout Hasher) {
        hasher.combine(length)
        for dimension in self { hasher.combine(dimension) }
    }
}

extension TensorShape: ExpressibleByArrayLiteral {
    @inlinable public init(arrayLiteral dimensions: Dimension...) { self.init(dimensions) }
}

extension TensorShape: CustomStringConvertible {
    /// `1x3x224x224`
    public var description: String { map(\.description).joined(separator: "x") }
}
