import CXXHash

/// Names with a number each, found by the names' bytes: no string is made for a mention of a name.
///
/// A name is where it lies among bytes, the same for all names, that are handed in with each question.
struct NumberedNames {
    private struct Slot {
        var hash: UInt32
        /// The index of an entry, -1 for none.
        var entry: Int32
    }

    private struct Entry {
        var name: Range<Int>
        var number: Int
    }

    private var entries: [Entry] = []
    /// A power of two in all, of which at most half are taken: an entry lies where its hash says, or next behind.
    private var slots: [Slot]

    private let seed = commonSeed
    /// Differs from run to run, so that no file can choose names that all fall into one slot.
    private static let commonSeed = UInt64.random(in: .min ... .max)

    /// - Parameter capacity: about how many names there will be.
    init(capacity: Int = 0) {
        slots = Array(repeating: Slot(hash: 0, entry: -1), count: Self.slotCount(for: capacity))
        entries.reserveCapacity(capacity)
    }

    /// The number of a name, where it has one.
    func number(of name: Range<Int>, in bytes: RawSpan) -> Int? { number(of: name, in: bytes, among: bytes) }

    /// The number of a name that lies among other bytes than the known ones.
    func number(of name: Range<Int>, in bytes: RawSpan, among known: RawSpan) -> Int? {
        let entry = slots[slot(of: name, hash(of: name, in: bytes), in: bytes, among: known)].entry
        return entry < 0 ? nil : entries[Int(entry)].number
    }

    /// Gives a name a number, unless it has one: that is returned.
    mutating func insert(_ number: Int, for name: Range<Int>, in bytes: RawSpan) -> Int? {
        let hash = hash(of: name, in: bytes)
        let slot = slot(of: name, hash, in: bytes, among: bytes)
        guard slots[slot].entry < 0 else { return entries[Int(slots[slot].entry)].number }
        slots[slot] = Slot(hash: hash, entry: Int32(entries.count))
        entries.append(Entry(name: name, number: number))
        if 2 * entries.count >= slots.count { grow() }
        return nil
    }

    /// The place of a name in `slots`, or the empty one that it would take.
    private func slot(of name: Range<Int>, _ hash: UInt32, in bytes: RawSpan, among known: RawSpan) -> Int {
        var place = Int(hash) & (slots.count - 1)
        while slots[place].entry >= 0 {
            if slots[place].hash == hash,
                known.extracting(entries[Int(slots[place].entry)].name).isEqual(to: bytes.extracting(name))
            {
                return place
            }
            place = (place + 1) & (slots.count - 1)
        }
        return place
    }

    private mutating func grow() {
        let taken = slots.filter { $0.entry >= 0 }
        slots = Array(repeating: Slot(hash: 0, entry: -1), count: 2 * slots.count)
        for slot in taken {
            var place = Int(slot.hash) & (slots.count - 1)
            while slots[place].entry >= 0 { place = (place + 1) & (slots.count - 1) }
            slots[place] = slot
        }
    }

    private static func slotCount(for capacity: Int) -> Int {
        1 << (Int.bitWidth - max(7, 2 * capacity).leadingZeroBitCount)
    }

    private func hash(of name: Range<Int>, in bytes: RawSpan) -> UInt32 {
        let hash = unsafe bytes.extracting(name).withUnsafeBytes { bytes in
            unsafe XXH3_64bits_withSeed(bytes.baseAddress, bytes.count, seed)
        }
        return UInt32(truncatingIfNeeded: hash)
    }
}
