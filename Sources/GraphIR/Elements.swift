/// The elements of a small tensor, row by row, as far as they are known: what shape arithmetic works on.
public enum Elements: Sendable, Hashable {
    /// Integers and Booleans (0 and 1); each may be a symbol or unknown on its own.
    case integers([Dimension])
    case reals([Double])

    /// Tensors of more elements than this are not followed: shapes are short, weights are long.
    public static let limit = 4096

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
}
