import GraphIR
import Testing

@testable import ModelFormats

/// What the guard takes a shorter way for is passed, refused and changed as on the long one.
@Suite struct ProtobufGuardTests {
    /// The copy, or the error's words.
    private static func outcome(
        _ bytes: [UInt8], _ limits: ImportLimits = ImportLimits(), _ passed: inout KnownWords
    ) -> Result<[UInt8], GuardError> {
        do throws(ImportError) {
            return .success(
                try unsafe ProtobufGuard.copy(
                    bytes.span.bytes, schema: ONNXMessage.schema, limits: limits, passed: &passed))
        } catch {
            return .failure(GuardError(words: error.description))
        }
    }

    private struct GuardError: Error, Equatable { var words: String }

    private static func fresh(
        _ bytes: [UInt8], _ limits: ImportLimits = ImportLimits()
    ) -> Result<[UInt8], GuardError> {
        var passed = KnownWords()
        return outcome(bytes, limits, &passed)
    }

    /// Nodes that end alike and yet are not to be taken alike.
    private static let nodes: [WireWriter] = [
        .node("Conv", ["x", "w"], ["c"], name: "conv", .attribute("pads", type: 7, .bytes(8, [1, 1, 1, 1]))),
        .message(
            1, .text(4, "Abs"), .text(1, "x"), .text(2, "y"), .text(4, "Conv"),
            .attribute("pads", type: 7, .bytes(8, [1, 1, 1, 1]))),
        .message(1, .text(7, "a"), .text(4, "Relu"), .text(7, "a")), .message(1, .text(4, "Relu"), .text(7, "a")),
        .message(1, .attribute("pads", type: 7), .text(4, "Relu")), .message(1, .text(4, "Relu")),
        .message(1, .varint(4, 1)), .message(1, .text(4, "Relu"), .text(99, "unknown")),
        .node("Constant", [], ["k"], .attribute("value", type: 4, .message(5, .varint(2, 1), .varint(4, 1)))),
    ]

    @Test(arguments: [(Fixture.exported, 300), (ONNXHostileTests.motley.bytes, 4000)] as [([UInt8], UInt64)])
    func whatItRemembersChangesNothing(original: [UInt8], seeds: UInt64) {
        compare(seeds) { random in
            var bytes = original
            for _ in 0..<Int.random(in: 0..<4, using: &random) {
                bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            return bytes
        }
    }

    @Test func nodesThatEndAlikeAreNotTakenAlike() {
        compare(4000) { random in
            let nodes = (0...Int.random(in: 0..<4, using: &random)).compactMap { _ in
                Self.nodes.randomElement(using: &random)
            }
            return WireWriter.model(.init(bytes: nodes.flatMap(\.bytes))).bytes
        }
    }

    /// Passes the bytes of each seed with what was left of the others, and without.
    private func compare(_ seeds: UInt64, _ bytes: (inout SplitMix) -> [UInt8]) {
        var passed = KnownWords()
        var (successes, failures) = (0, 0)
        for seed in 1...seeds {
            var random = SplitMix(state: seed)
            let bytes = bytes(&random)
            var limits = ImportLimits()
            if Bool.random(using: &random) { limits.fieldCount = Int.random(in: 0..<200, using: &random) }
            if Bool.random(using: &random) { limits.depth = Int.random(in: 1..<8, using: &random) }
            let fresh = Self.fresh(bytes, limits)
            let known = Self.outcome(bytes, limits, &passed)
            #expect(fresh == known)
            if case .success = known { successes += 1 } else { failures += 1 }
        }
        #expect(successes > 10 && failures > 10)
    }

    @Test func aNodesEndIsKnownAgain() {
        var passed = KnownWords()
        let end = WireWriter(.text(4, "Conv"), .attribute("pads", type: 7, .bytes(8, [1, 1, 1, 1])))
        let first = WireWriter.model(.message(1, .text(1, "x"), .text(2, "y"), end))
        _ = Self.outcome(first.bytes, ImportLimits(), &passed)
        #expect(unsafe passed.number(of: end.bytes.indices, in: end.bytes.span.bytes) == 9)
    }

    /// Tensors as files have them, and as they may have them.
    private static let tensors: [WireWriter] = [
        .tensor("w", type: 1, [4, 3, 3, 3], [.bytes(9, Array(repeating: 7, count: 432))]),
        .tensor("w", type: 1, [4, 3], [.bytes(9, Array(repeating: 7, count: 48))]),
        .tensor("w", type: 1, [1 << 16], [.bytes(9, Array(repeating: 7, count: 1 << 18))]),
        .tensor("w", type: 7, [], [.bytes(9, Array(repeating: 7, count: 8))]),
        .tensor("w", type: 1, [0], []), .tensor("w", type: 1, [4, 3], []), .tensor("", type: 1, [4, 3], []),
        .tensor("größe", type: 1, [4, 3], [.bytes(9, Array(repeating: 7, count: 48))]),
        .tensor("a\u{0}b", type: 1, [4, 3], []), .tensor(String(repeating: "w", count: 200), type: 1, [4, 3], []),
        .init(.bytes(1, [4, 3]), .varint(2, 1), .text(8, "w"), .bytes(9, Array(repeating: 7, count: 48))),
        .init(.bytes(9, Array(repeating: 7, count: 48)), .text(8, "w"), .varint(2, 1), .varint(1, 4), .varint(1, 3)),
        .init(.varint(1, 4), .bytes(1, [3, 0x80, 0x01]), .varint(2, 1), .text(8, "w")),
        .init(.varint(2, 1), .varint(2, 1), .text(8, "w")), .init(.varint(2, 1), .text(8, "w"), .text(8, "w")),
        .init(.varint(2, 1), .text(8, "w"), .bytes(9, []), .bytes(9, [])), .init(.text(8, "w"), .bytes(9, [])),
        .init(.init(bytes: [0x90, 0x00, 0x01]), .text(8, "w")),
        .init(.varint(2, 1), .init(bytes: [0x42, 0x81, 0x00, 0x61])),
        .init(.varint(1, 1), .varint(2, 1), .init(bytes: [0x4A, 0x84, 0x00, 1, 2, 3, 4])),
        .init(.varint(1, -1), .varint(2, 1), .text(8, "w")), .init(.varint(8, 1)), .init(.text(2, "w")),
    ]

    /// A field that no tensor has is left out of the copy, and makes the guard go through the rest one by one.
    @Test(arguments: tensors.indices)
    func plainTensorsAreCopiedAsAllAre(place: Int) {
        let tensor = Self.tensors[place]
        let plain = WireWriter.model(.bytes(5, tensor.bytes)).bytes
        let other = WireWriter.model(.bytes(5, tensor.bytes + WireWriter.varint(500, 1).bytes)).bytes
        switch (Self.fresh(plain), Self.fresh(other)) {
        case (.success(let plain), .success(let other)): #expect(plain == other)
        case (.failure(let plain), .failure(let other)):
            #expect(plain.words.drop { $0 != ":" } == other.words.drop { $0 != ":" })
        case (let plain, let other): Issue.record("\(plain) and \(other)")
        }
        let isRefused = { (bytes: [UInt8], count: Int) in
            if case .failure = Self.fresh(bytes, ImportLimits(fieldCount: count)) { true } else { false }
        }
        for count in 0..<20 { #expect(isRefused(plain, count) == isRefused(other, count)) }
    }
}
