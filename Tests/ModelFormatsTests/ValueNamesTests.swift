import GraphIR
import Testing

@testable import ModelFormats

@Suite struct ValueNamesTests {
    /// Of every length around the eight bytes that are compared at a time, and of one beginning.
    private let all = (0..<40).map { String(repeating: "a", count: $0) } + (0..<1000).map { "/features/\($0)/output" }

    @Test func everyNameIsFoundAgain() {
        var names = ValueNames()
        for (index, name) in all.enumerated() { #expect(names.insert(Value.ID(index), for: name) == nil) }
        for (index, name) in all.enumerated() { #expect(names[name] == Value.ID(index)) }
        #expect(names["b"] == nil)
    }

    @Test func aNameKeepsItsFirstValue() {
        var names = ValueNames(capacity: 2)
        #expect(names.insert(Value.ID(3), for: "x") == nil)
        #expect(names.insert(Value.ID(4), for: "x") == Value.ID(3))
        #expect(names["x"] == Value.ID(3))
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
