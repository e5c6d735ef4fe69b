/// The values that a node reads or writes, in the operator's order; nil where the file leaves one out.
///
/// Most nodes have few, which lie in the list itself: a graph of a hundred thousand nodes would else be as many small
/// arrays twice over. What is small enough to be called for each of them is inlinable.
public struct ValueList: Sendable, Hashable {
    @usableFromInline static let inlineCount = 4

    /// The indices of the values, -1 for one that is left out; unused ones are 0.
    @usableFromInline var first: Int32 = 0
    @usableFromInline var second: Int32 = 0
    @usableFromInline var third: Int32 = 0
    @usableFromInline var fourth: Int32 = 0
    /// All of them, where they are more than lie in the list itself.
    @usableFromInline var all: [Int32]?
    public private(set) var count = 0

    public init() {}

    public init(_ ids: some Sequence<Value.ID?>) {
        for id in ids { append(id) }
    }

    /// Adds a value behind the last.
    public mutating func append(_ id: Value.ID?) {
        let index = id.map { Int32($0.index) } ?? -1
        switch count {
        case 0: first = index
        case 1: second = index
        case 2: third = index
        case 3: fourth = index
        case Self.inlineCount: all = [first, second, third, fourth, index]
        default: all?.append(index)
        }
        count += 1
    }
}

extension ValueList: RandomAccessCollection {
    @inlinable public var startIndex: Int { 0 }
    @inlinable public var endIndex: Int { count }

    @inlinable public subscript(position: Int) -> Value.ID? {
        precondition(position >= 0 && position < count, "a position in the list")
        let index =
            if let all {
                all[position]
            } else {
                switch position {
                case 0: first
                case 1: second
                case 2: third
                default: fourth
                }
            }
        return index < 0 ? nil : Value.ID(Int(index))
    }
}

extension ValueList: ExpressibleByArrayLiteral {
    public init(arrayLiteral ids: Value.ID?...) { self.init(ids) }
}
