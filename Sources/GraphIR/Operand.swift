/// What is known of one input of a node: its type, and its elements where they are few and known.
public struct Operand: Sendable, Hashable {
    public var type: TensorType
    public var elements: Elements?
    /// Whether the value is the same in every run, whether or not its elements are at hand.
    public var isConstant: Bool

    public init(_ type: TensorType, elements: Elements? = nil, isConstant: Bool = false) {
        self.type = type
        self.elements = elements
        self.isConstant = isConstant
    }
}

/// The inputs of a node; those that the file leaves out, or that lie past the last, are nil.
public struct Operands: Sendable, Hashable {
    public let all: [Operand?]

    public init(_ all: [Operand?]) { self.all = all }

    public var count: Int { all.count }

    public subscript(index: Int) -> Operand? { index < all.count ? all[index] : nil }

    /// The shape of an input, where its rank is known.
    public func shape(_ index: Int) -> [Dimension]? { self[index]?.type.shape }

    /// The known integers of an input: a shape, axes, pads.
    public func integers(_ index: Int) -> [Int]? { self[index]?.elements?.integers }

    /// The input, or an error that says which one is missing: `require(1, "weights")`.
    public func require(_ index: Int, _ role: String) throws(OperatorError) -> Operand {
        guard let operand = self[index] else { throw OperatorError(.input(index), "expected \(role), found none") }
        return operand
    }
}
