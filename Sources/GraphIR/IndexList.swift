/// Indices in a row, which are not negative; −1 may stand for none.
///
/// Most lists that a graph consists of are short. Up to four indices lie in the list itself: a graph of a hundred thousand
/// nodes would else be as many small arrays several times over. What is called for each of them is inlinable.
@usableFromInline package struct IndexList: Sendable {
    @usableFromInline var first: Int32 = 0
    @usableFromInline var second: Int32 = 0
    @usableFromInline var third: Int32 = 0
    @usableFromInline var fourth: Int32 = 0
    @usableFromInline var length: Int32 = 0
    /// All of them, where there are more.
    @usableFromInline var all: [Int32]?

    @inlinable package init() {}

    /// One index: a literal would make an array first.
    @inlinable package init(_ index: Int) {
        first = Int32(index)
        length = 1
    }

    /// Whether no index is less than the one before.
    @inlinable package var isAscending: Bool { indices.dropFirst().allSatisfy { self[$0 - 1] <= self[$0] } }

    /// Adds an index behind the last.
    @inlinable package mutating func append(_ index: Int) {
        let index = Int32(index)
        switch length {
        case 0: first = index
        case 1: second = index
        case 2: third = index
        case 3: fourth = index
        case 4: all = [first, second, third, fourth, index]
        default: all?.append(index)
        }
        length += 1
    }
}

extension IndexList: RandomAccessCollection, MutableCollection {
    @inlinable package var startIndex: Int { 0 }
    @inlinable package var endIndex: Int { Int(length) }

    @inlinable package subscript(position: Int) -> Int {
        get {
            precondition(position >= 0 && position < length, "a position in the list")
            if length > 4, let all { return Int(all[position]) }
            switch position {
            case 0: return Int(first)
            case 1: return Int(second)
            case 2: return Int(third)
            default: return Int(fourth)
            }
        }
        set {
            precondition(position >= 0 && position < length, "a position in the list")
            guard all == nil else {
                all?[position] = Int32(newValue)
                return
            }
            switch position {
            case 0: first = Int32(newValue)
            case 1: second = Int32(newValue)
            case 2: third = Int32(newValue)
            default: fourth = Int32(newValue)
            }
        }
    }
}

extension IndexList: RangeReplaceableCollection {
    @inlinable package mutating func replaceSubrange(_ range: Range<Int>, with indices: some Collection<Int>) {
        var result = IndexList()
        for position in 0..<range.lowerBound { result.append(self[position]) }
        for index in indices { result.append(index) }
        for position in range.upperBound..<count { result.append(self[position]) }
        self = result
    }
}

extension IndexList: Hashable {
    @inlinable package static func == (left: IndexList, right: IndexList) -> Bool { left.elementsEqual(right) }

    @inlinable package func hash(into hasher: inout Hasher) {
        hasher.combine(count)
        for index in self { hasher.combine(index) }
    }
}

extension IndexList: ExpressibleByArrayLiteral {
    @inlinable package init(arrayLiteral indices: Int...) {
        self.init()
        for index in indices { append(index) }
    }
}
