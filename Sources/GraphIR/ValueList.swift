/// The values that a node reads or writes, in the operator's order; nil where the file leaves one out.
public struct ValueList: Sendable, Hashable {
    @usableFromInline var list = IndexList()

    public init() {}

    public init(_ ids: some Sequence<Value.ID?>) {
        for id in ids { append(id) }
    }

    /// Adds a value behind the last.
    @inlinable public mutating func append(_ id: Value.ID?) { list.append(id?.index ?? -1) }
}

extension ValueList: RandomAccessCollection {
    @inlinable public var startIndex: Int { 0 }
    @inlinable public var endIndex: Int { list.endIndex }

    @inlinable public subscript(position: Int) -> Value.ID? {
        let index = list[position]
        return index < 0 ? nil : Value.ID(index)
    }
}

extension ValueList: ExpressibleByArrayLiteral {
    public init(arrayLiteral ids: Value.ID?...) { self.init(ids) }
}
