import Testing

@testable import ModelFormats

@Suite struct NumberedNamesTests {
    /// Of every length around the eight bytes that are compared at a time, and of one beginning.
    private let all = (0..<40).map { String(repeating: "a", count: $0) } + (0..<1000).map { "/features/\($0)/output" }

    @Test func everyNameIsFoundAgain() {
        let bytes = (all + all + ["b"]).flatMap(\.utf8)
        var end = 0
        let ranges = (all + all + ["b"]).map { name in
            end += name.utf8.count
            return end - name.utf8.count..<end
        }
        let input = unsafe bytes.span.bytes
        var names = NumberedNames()
        for index in all.indices { #expect(names.insert(index, for: ranges[index], in: input) == nil) }
        for index in all.indices {
            #expect(names.number(of: ranges[all.count + index], in: input) == index)
        }
        #expect(names.number(of: ranges[2 * all.count], in: input) == nil)
    }

    @Test func aNameKeepsItsFirstNumber() {
        let bytes = Array("xx".utf8)
        let input = unsafe bytes.span.bytes
        var names = NumberedNames(capacity: 2)
        #expect(names.insert(3, for: 0..<1, in: input) == nil)
        #expect(names.insert(4, for: 1..<2, in: input) == 3)
        #expect(names.number(of: 1..<2, in: input) == 3)
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
