/// What shape arithmetic computes: a number where it can be told, a symbol where it passes through unchanged.
///
/// What does not fit an `Int` is unknown. Symbols are extents, so they are never negative.
extension Dimension {
    static func + (left: Dimension, right: Dimension) -> Dimension {
        if right == 0 { return left }
        if left == 0 { return right }
        return combine(left, right) { $0.addingReportingOverflow($1) }
    }

    static func - (left: Dimension, right: Dimension) -> Dimension {
        if right == 0 { return left }
        if case .symbolic = left, left == right { return 0 }
        return combine(left, right) { $0.subtractingReportingOverflow($1) }
    }

    static func * (left: Dimension, right: Dimension) -> Dimension {
        if left == 0 || right == 0 { return 0 }
        if right == 1 { return left }
        if left == 1 { return right }
        return combine(left, right) { $0.multipliedReportingOverflow(by: $1) }
    }

    /// The quotient, rounded towards zero as ONNX's `Div` rounds integers; unknown for a divisor of 0.
    static func / (left: Dimension, right: Dimension) -> Dimension {
        if right == 1 { return left }
        return combine(left, right) { $0.dividedReportingOverflow(by: $1) }
    }

    static prefix func - (dimension: Dimension) -> Dimension { 0 - dimension }

    /// The greater of two; unknown where it cannot be told which.
    static func greater(_ left: Dimension, _ right: Dimension) -> Dimension {
        left.isLess(than: right).map { $0 ? right : left } ?? .unknown
    }

    /// The lesser of two; unknown where it cannot be told which.
    static func lesser(_ left: Dimension, _ right: Dimension) -> Dimension {
        right.isLess(than: left).map { $0 ? right : left } ?? .unknown
    }

    /// The result of checked arithmetic on two numbers; unknown where one is missing or the result does not fit.
    static func combine(
        _ left: Dimension, _ right: Dimension, _ operation: (Int, Int) -> (partialValue: Int, overflow: Bool)
    ) -> Dimension {
        guard let left = left.value, let right = right.value else { return .unknown }
        let (value, overflow) = operation(left, right)
        return overflow ? .unknown : .fixed(value)
    }

    /// Whether this is less than another; nil where it cannot be told.
    func isLess(than other: Dimension) -> Bool? {
        switch (self, other) {
        case (.fixed(let left), .fixed(let right)): left < right
        case (.fixed(let left), .symbolic) where left < 0: true
        case (.symbolic, .fixed(let right)) where right <= 0: false
        case (.symbolic(let left), .symbolic(let right)) where left == right: false
        default: nil
        }
    }

    /// Whether this equals another; nil where it cannot be told.
    func isEqual(to other: Dimension) -> Bool? {
        switch (self, other) {
        case (.fixed(let left), .fixed(let right)): left == right
        case (.symbolic, .fixed(let number)) where number < 0: false
        case (.fixed(let number), .symbolic) where number < 0: false
        case (.symbolic(let left), .symbolic(let right)) where left == right: true
        default: nil
        }
    }

    /// Whether both are numbers, and differ.
    func contradicts(_ other: Dimension) -> Bool {
        guard let value, let other = other.value else { return false }
        return value != other
    }

    /// 1, 0, or unknown.
    init(truth: Bool?) {
        self = truth.map { $0 ? 1 : 0 } ?? .unknown
    }
}

extension [Dimension] {
    /// So many that are not known.
    static func unknown(count: Int) -> [Dimension] { Array(repeating: .unknown, count: Swift.max(0, count)) }
}

extension Collection<Dimension> {
    /// The product of all; 1 of none.
    var product: Dimension { reduce(1, *) }
}
