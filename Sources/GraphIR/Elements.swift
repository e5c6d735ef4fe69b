/// The elements of a small tensor, row by row, as far as they are known: what shape arithmetic works on.
public enum Elements: Sendable, Hashable {
    /// Integers and Booleans (0 and 1); each may be a symbol or unknown on its own.
    case integers([Dimension])
    case reals([Double])

    /// Tensors of more elements than this are not followed: shapes are short, weights are long.
    public static let limit = 4096

    /// One inference follows no more elements than this in all.
    static let totalLimit = 1 << 24

    /// The integers, where all of them are known.
    public var integers: [Int]? {
        guard case .integers(let dimensions) = self else { return nil }
        return dimensions.fixedValues
    }

    /// The elements as numbers of any kind, where all of them are known.
    public var numbers: [Double]? {
        switch self {
        case .reals(let values): values
        case .integers: integers?.map(Double.init)
        }
    }

    public var count: Int {
        switch self {
        case .integers(let dimensions): dimensions.count
        case .reals(let values): values.count
        }
    }

    /// Whether no element is a symbol or unknown.
    public var isComplete: Bool {
        switch self {
        case .integers: integers != nil
        case .reals: true
        }
    }

    /// The elements at the given row-major positions, in that order.
    public func picking(_ positions: some Sequence<Int>) -> Elements {
        switch self {
        case .integers(let dimensions): .integers(positions.map { dimensions[$0] })
        case .reals(let values): .reals(positions.map { values[$0] })
        }
    }

    /// The one element, so many times.
    func repeating(_ count: Int) -> Elements {
        switch self {
        case .integers(let dimensions): .integers(Array(repeating: dimensions[0], count: count))
        case .reals(let values): .reals(Array(repeating: values[0], count: count))
        }
    }

    /// These elements with others put in their stead at the given positions, in that order; nil where one list holds
    /// integers and the other reals.
    func replacing(_ positions: [Int], with others: Elements) -> Elements? {
        switch (self, others) {
        case (.integers(var result), .integers(let others)):
            for (position, other) in zip(positions, others) { result[position] = other }
            return .integers(result)
        case (.reals(var result), .reals(let others)):
            for (position, other) in zip(positions, others) { result[position] = other }
            return .reals(result)
        default:
            return nil
        }
    }

    /// These elements and then the others; nil where one list holds integers and the other reals.
    func appending(_ other: Elements) -> Elements? {
        switch (self, other) {
        case (.integers(let first), .integers(let second)): .integers(first + second)
        case (.reals(let first), .reals(let second)): .reals(first + second)
        default: nil
        }
    }

    /// These as elements of the given type: integers that it cannot hold are unknown, reals are rounded as they are
    /// there. Nil for types of less than 16 bits, whose rounding is not followed, and for strings.
    func fitted(to element: ElementType) -> Elements? {
        switch (self, element) {
        case (.integers(let dimensions), _):
            guard let range = element.integerRange, range != .min ... .max else { return self }
            return .integers(
                dimensions.map { dimension in
                    guard let value = dimension.value, !range.contains(value) else { return dimension }
                    return .unknown
                })
        case (.reals, .float64): return self
        case (.reals(let values), .float32): return .reals(values.map { Double(Float($0)) })
        case (.reals(let values), .float16): return .reals(values.map { Double(Float16($0)) })
        case (.reals, _): return nil
        }
    }
}
