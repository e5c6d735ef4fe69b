/// 128 bits that stand for what was mixed into them.
///
/// What decides them is drawn anew in each run, so that no file can choose two things that share theirs: by chance two of a
/// million do in less than one of 10^12 runs.
@usableFromInline package struct Fingerprint: Sendable, Hashable {
    @usableFromInline var low = UInt64.random(in: .min ... .max)
    @usableFromInline var high = UInt64.random(in: .min ... .max)

    /// What stands for nothing yet: those that are compared with each other start as one.
    package init() {}

    /// Where it may lie among so many places, a power of two.
    @inlinable package func place(among count: Int) -> Int { Int(truncatingIfNeeded: low) & (count - 1) }

    /// As `place`, on which it does not depend.
    @inlinable package func part(of count: Int) -> Int { Int(truncatingIfNeeded: high) & (count - 1) }

    /// Mixes two numbers in: the product depends on every bit of both, and on what was mixed in before.
    @inlinable package mutating func mix(_ first: Int, _ second: Int) {
        let (first, second) = (UInt64(bitPattern: Int64(first)), UInt64(bitPattern: Int64(second)))
        let product = (first ^ low).multipliedFullWidth(by: second ^ high)
        low ^= product.low
        high ^= product.high
    }

    /// Mixes a text in, eight bytes at a time.
    @inlinable package mutating func mix(_ text: String) {
        let bytes = text.utf8.span
        var word = 0
        for place in bytes.indices {
            word = word << 8 | Int(bytes[place])
            guard place % 8 == 7 else { continue }
            mix(word, place)
            word = 0
        }
        mix(word, ~bytes.count)
    }
}

extension CaseIterable where Self: BitwiseCopyable {
    /// The number of a case of an enumeration without payloads: its only byte.
    @inlinable package var number: Int { unsafe Int(unsafeBitCast(self, to: UInt8.self)) }
}
