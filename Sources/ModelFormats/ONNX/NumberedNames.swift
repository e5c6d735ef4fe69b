import CXXHash

/// Names with a number each, found by the names' bytes: no string is made for a mention of a name.
struct NumberedNames {
    private struct Entry {
        var hash: UInt64
        var range: Range<Int>
        var number: Int
    }

    /// The bytes of all names, one after the other.
    private var characters: [UInt8] = []
    private var entries: [Entry] = []
    /// Indices of entries, -1 for none, a power of two in all: an entry lies where its hash says, or next behind.
    private var slots: [Int]

    /// Differs from run to run, so that no file can choose names that all fall into one slot.
    private static let seed = UInt64.random(in: .min ... .max)

    /// - Parameter capacity: about how many names there will be.
    init(capacity: Int = 0) {
        slots = Array(repeating: -1, count: Self.slotCount(for: capacity))
        entries.reserveCapacity(capacity)
    }

    /// The number of a name, where it has one.
    subscript(name: String) -> Int? {
        let characters = name.utf8Span.span
        let slot = unsafe slot(of: characters.bytes, Self.hash(of: characters.bytes))
        return slots[slot] < 0 ? nil : entries[slots[slot]].number
    }

    /// Gives a name a number, unless it has one: that is returned.
    mutating func insert(_ number: Int, for name: String) -> Int? {
        let characters = name.utf8Span.span
        return unsafe insert(number, for: characters.bytes)
    }

    /// Gives a name a number, unless it has one: that is returned.
    mutating func insert(_ number: Int, for name: RawSpan) -> Int? {
        let hash = Self.hash(of: name)
        let slot = slot(of: name, hash)
        guard slots[slot] < 0 else { return entries[slots[slot]].number }
        slots[slot] = entries.count
        let start = characters.count
        unsafe name.withUnsafeBytes { bytes in unsafe characters.append(contentsOf: bytes) }
        entries.append(Entry(hash: hash, range: start..<characters.count, number: number))
        if Self.slotCount(for: entries.count) > slots.count { grow() }
        return nil
    }

    /// The place of a name in `slots`, or the empty one that it would take.
    private func slot(of name: RawSpan, _ hash: UInt64) -> Int {
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] >= 0 {
            let entry = entries[slots[slot]]
            if entry.hash == hash, unsafe characters.span.bytes.extracting(entry.range).isEqual(to: name) {
                return slot
            }
            slot = (slot + 1) & (slots.count - 1)
        }
        return slot
    }

    private mutating func grow() {
        slots = Array(repeating: -1, count: 2 * slots.count)
        for (index, entry) in entries.enumerated() {
            var slot = Int(truncatingIfNeeded: entry.hash) & (slots.count - 1)
            while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = index
        }
    }

    /// At most half of the slots are taken.
    private static func slotCount(for capacity: Int) -> Int {
        1 << (Int.bitWidth - max(7, 2 * capacity).leadingZeroBitCount)
    }

    private static func hash(of name: RawSpan) -> UInt64 {
        unsafe name.withUnsafeBytes { bytes in unsafe XXH3_64bits_withSeed(bytes.baseAddress, bytes.count, seed) }
    }
}
