import Testing

@testable import ModelFormats

@Suite struct NumberedNamesTests {
    /// Of every length around the eight bytes that are compared at a time, and of one beginning.
    private let all = (0..<40).map { String(repeating: "a", count: $0) } + (0..<1000).map { "/features/\($0)/output" }

    @Test func everyNameIsFoundAgain() {
        var names = NumberedNames()
        for (index, name) in all.enumerated() { #expect(names.insert(index, for: name) == nil) }
        for (index, name) in all.enumerated() { #expect(names[name] == index) }
        #expect(names["b"] == nil)
    }

    @Test func aNameKeepsItsFirstNumber() {
        var names = NumberedNames(capacity: 2)
        #expect(names.insert(3, for: "x") == nil)
        #expect(names.insert(4, for: "x") == 3)
        #expect(names["x"] == 3)
    }

    @Test func namesThatDifferInOneByteAreTwo() {
        for length in 1..<40 {
            for place in 0..<length {
                var bytes = [UInt8](repeating: 97, count: length)
                let one = bytes
                bytes[place] = 98
                #expect(!(unsafe one.span.bytes.isEqual(to: bytes.span.bytes)))
                #expect(unsafe one.span.bytes.isEqual(to: one.span.bytes))
            }
        }
    }
}
