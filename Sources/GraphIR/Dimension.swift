/// One axis of a tensor, or one element of an integer tensor: a number, a name that the user may fix, or not known.
///
/// As an axis of a `TensorType`, and in most attributes, numbers are from 0 to `Dimension.limit`, so that a product of two
/// never overflows an `Int`; longer products are checked. As an element any number may stand.
public enum Dimension: Sendable, Hashable {
    case fixed(Int)
    case symbolic(String)
    case unknown

    /// The greatest extent, stride, dilation, padding or group count that a file may hold.
    public static let limit = Int(Int32.max)

    /// The number, where it is one.
    public var value: Int? {
        if case .fixed(let value) = self { value } else { nil }
    }

    /// The dimension under a function of its number; a symbol does not survive arithmetic.
    public func map<E>(_ transform: (Int) throws(E) -> Int) throws(E) -> Dimension {
        guard let value else { return .unknown }
        return .fixed(try transform(value))
    }

    /// What is known once two sources agree that they speak of the same axis: the number before the name, the name
    /// before nothing.
    public func merged(with other: Dimension) -> Dimension {
        switch (self, other) {
        case (.fixed, _), (_, .unknown): self
        case (_, .fixed), (.unknown, _): other
        default: self
        }
    }
}

extension Dimension: ExpressibleByIntegerLiteral {
    public init(integerLiteral value: Int) { self = .fixed(value) }
}

extension Dimension: CustomStringConvertible {
    public var description: String {
        switch self {
        case .fixed(let value): String(value)
        case .symbolic(let name): name
        case .unknown: "?"
        }
    }
}
