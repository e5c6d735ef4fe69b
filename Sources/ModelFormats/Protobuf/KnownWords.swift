/// Parts of files that were met before, with a number each.
struct KnownWords: Sendable {
    private var numbers = NumberedNames()
    /// All of them, one behind another.
    private var bytes: [UInt8] = []

    /// Longer ones are not worth keeping.
    private static let wordLimit = 4096
    /// With so many bytes of them, no more are kept.
    private static let byteLimit = 1 << 20

    var isFull: Bool { bytes.count > Self.byteLimit }

    /// The number of a part of a file, where it has one.
    func number(of words: Range<Int>, in input: RawSpan) -> Int? {
        guard words.count <= Self.wordLimit else { return nil }
        return unsafe numbers.number(of: words, in: input, among: bytes.span.bytes)
    }

    /// Gives a part that has no number one; whether it is worth keeping.
    mutating func insert(_ number: Int, for words: Range<Int>, in input: RawSpan) -> Bool {
        guard words.count <= Self.wordLimit, !isFull else { return false }
        let start = bytes.count
        unsafe input.extracting(words).withUnsafeBytes { words in unsafe bytes.append(contentsOf: words) }
        _ = Self.insert(number, for: start..<bytes.count, of: bytes, into: &numbers)
        return true
    }

    private static func insert(
        _ number: Int, for words: Range<Int>, of bytes: [UInt8], into numbers: inout NumberedNames
    ) -> Int? {
        unsafe numbers.insert(number, for: words, in: bytes.span.bytes)
    }
}
