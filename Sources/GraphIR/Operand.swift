/// What is known of one input of a node: its type, and its elements where they are few and known.
public struct Operand: Sendable, Hashable {
    public var type: TensorType
    // `Optional`, as the nil that `?` begins with would make the initializer copy the whole value.
    public var elements: Optional<Elements>
    /// Whether the value is the same in every run, whether or not its elements are at hand.
    public var isConstant: Bool

    public init(_ type: TensorType, elements: Elements? = nil, isConstant: Bool = false) {
        self.type = type
        self.elements = elements
        self.isConstant = isConstant
    }

    /// The shape and the elements, where both are known and speak of the same number.
    var followed: (shape: [Int], elements: Elements)? {
        guard let elements, let shape = type.fixedShape, type.elementCount == elements.count else { return nil }
        return (shape, elements)
    }

    /// As `followed`, but few integers of which nothing is known are unknown one by one.
    var openlyFollowed: (shape: [Int], elements: Elements)? {
        if elements != nil { return followed }
        guard type.element.isInteger, let shape = type.fixedShape, let list = integerList else { return nil }
        return (shape, .integers(list))
    }

    /// A list of integers, each as far as it is known; nil where not even their number is.
    var integerList: [Dimension]? {
        if case .integers(let list) = elements { return list }
        guard type.element.isInteger || type.element == .unknown, let count = type.elementCount,
            (0...Elements.limit).contains(count)
        else { return nil }
        return .unknown(count: count)
    }
}

/// The inputs of a node; those that the file leaves out, or that lie past the last, are nil.
public struct Operands: Sendable, Hashable {
    /// The first inputs: most nodes have no more, and take no list.
    private var first: Operand?
    private var second: Operand?
    private var third: Operand?
    private var rest: [Operand?] = []
    public private(set) var count = 0

    public init() {}

    public init(_ all: [Operand?]) {
        for operand in all { append(operand) }
    }

    /// Adds an input behind the last.
    mutating func append(_ operand: Operand?) {
        switch count {
        case 0: first = operand
        case 1: second = operand
        case 2: third = operand
        default: rest.append(operand)
        }
        count += 1
    }

    public subscript(index: Int) -> Operand? {
        switch index {
        case 0: first
        case 1: second
        case 2: third
        default: index < count ? rest[index - 3] : nil
        }
    }

    public var all: [Operand?] { [first, second, third].prefix(count) + rest }

    /// Whether that holds of every input that is there.
    func allSatisfy(_ condition: (Operand) -> Bool) -> Bool {
        if let first, !condition(first) { return false }
        if let second, !condition(second) { return false }
        if let third, !condition(third) { return false }
        return rest.allSatisfy { $0.map(condition) ?? true }
    }

    /// The shape of an input, where its rank is known.
    public func shape(_ index: Int) -> TensorShape? { self[index]?.type.shape }

    /// The known integers of an input: a shape, axes, pads.
    public func integers(_ index: Int) -> [Int]? { self[index]?.elements?.integers }

    /// The single known integer of an input: an axis, a count.
    func integer(_ index: Int) -> Int? {
        guard let integers = integers(index), integers.count == 1 else { return nil }
        return integers[0]
    }

    /// The shape and the integers of an input, where all are known.
    func followedIntegers(_ index: Int) -> (shape: [Int], integers: [Int])? {
        guard let (shape, elements) = self[index]?.followed, let integers = elements.integers else { return nil }
        return (shape, integers)
    }

    /// Elements of those of the given inputs that are constant: weights and biases; nil where they are too many.
    func parameterCount(_ indices: some Sequence<Int>) -> Int? {
        var sum: Int? = 0
        for index in indices {
            guard let operand = self[index], operand.isConstant, let count = operand.type.elementCount else { continue }
            sum = sum?.sum(with: count)
        }
        return sum
    }

    /// The input, or an error that says which one is missing: `require(1, "weights")`.
    public func require(_ index: Int, _ role: String) throws(OperatorError) -> Operand {
        guard let operand = self[index] else { throw OperatorError(.input(index), "expected \(role), found none") }
        return operand
    }
}
