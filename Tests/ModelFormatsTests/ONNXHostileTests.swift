import GraphIR
import Testing

@testable import ModelFormats

/// Bytes that nobody writes in good faith: whatever they are, they are read or refused, within bounds.
@Suite struct ONNXHostileTests {
    @Test func refusesARealExportThatEndsEarly() {
        let bytes = Fixture.exported
        for end in stride(from: 64, to: bytes.count, by: 64) {
            let error = #expect(throws: ImportError.self) {
                try ModelReader().read(WireWriter(bytes: Array(bytes[..<end])))
            }
            #expect(error?.description == "byte 20: expected 16151 bytes of \"graph\", found \(end - 22)")
        }
    }

    @Test func refusesGraphsNestedAHundredThousandDeep() {
        var reversed: [UInt8] = []
        for _ in 0..<100_000 {
            for field in [6, 5, 1] {
                reversed += WireWriter.encoded(reversed.count).reversed() + [UInt8(field << 3 | 2)]
            }
        }
        let bytes = WireWriter(.varint(1, 8), .bytes(7, reversed.reversed()))
        let error = #expect(throws: ImportError.self) { try ModelReader().read(bytes) }
        #expect(error?.description == "byte 402: expected messages nested at most 100 deep, found more")
        #expect(error.map { if case .overLimit = $0.reason { true } else { false } } == true)
    }

    @Test func refusesGroupsNestedAHundredThousandDeep() {
        let bytes = WireWriter(.varint(1, 8), .init(bytes: Array(repeating: 0x5B, count: 100_000)))
        let error = #expect(throws: ImportError.self) { try ModelReader().read(bytes) }
        #expect(error?.description == "byte 102: expected groups nested at most 99 deep, found more")
    }

    @Test func readsGraphsWithinGraphsAsDeepAsTheLimitAllows() throws {
        var body = ONNXMalformedTests.relu
        for _ in 0..<32 {
            body = .node(
                "If", ["x"], ["y"], .attribute("then_branch", type: 5, .bytes(6, body.bytes)),
                .attribute("else_branch", type: 5, .bytes(6, ONNXMalformedTests.relu.bytes)))
        }
        #expect(try ModelReader().read(.model(ONNXMalformedTests.input, body)).graph.nodes.count == 1)
    }

    @Test func refusesMoreStructureThanTheLimit() {
        let reader = ModelReader(limits: ImportLimits(structureByteCount: 1000))
        let node = WireWriter.node("Relu", ["x"], ["y"])
        let bytes = WireWriter(.varint(1, 8), .bytes(7, Array(repeating: node.bytes, count: 1000).flatMap(\.self)))
        let error = #expect(throws: ImportError.self) { try reader.read(bytes) }
        #expect(error?.description == "byte 14005: expected at most 1000 bytes beside the weights, found 14005")
    }

    @Test func countsNoWeightsTowardsTheLimit() throws {
        let reader = ModelReader(limits: ImportLimits(structureByteCount: 1000))
        #expect(try reader.read(ONNXStripTests.model(data: ONNXStripTests.weights)).graph.nodes.count == 1)
    }

    @Test func refusesMoreFieldsThanTheLimit() {
        let reader = ModelReader(limits: ImportLimits(fieldCount: 1024))
        let bytes = WireWriter(.varint(1, 8), .bytes(7, Array(repeating: [0x0A, 0x00], count: 50_000).flatMap(\.self)))
        let error = #expect(throws: ImportError.self) { try reader.read(bytes) }
        #expect(
            error?.description
                == "byte 2050: expected at most 1024 fields and numbers beside the weights, found more")
    }

    @Test func refusesMoreNumbersThanTheLimit() {
        let reader = ModelReader(limits: ImportLimits(fieldCount: 1024))
        let axes = WireWriter.attribute("axes", type: 7, .bytes(8, Array(repeating: 1, count: 2000)))
        let error = #expect(throws: ImportError.self) {
            try reader.read(.model(ONNXMalformedTests.input, .node("Squeeze", ["x"], ["y"], axes)))
        }
        #expect(
            error?.message == "expected at most 1024 fields and numbers beside the weights, found more")
    }

    /// A model of most that a file may hold, small so that a flipped byte hits something of note.
    static let motley = WireWriter.model(
        .value(11, "x", [.text(2, "n"), .varint(1, 3), .varint(1, 8), .varint(1, 8)]),
        .initializer("w", type: 1, [4, 3, 3, 3], .bytes(9, Array(repeating: 0, count: 432))),
        .initializer("s", type: 7, [2], .bytes(7, [0, 9])),
        .message(15, .message(1, .varint(1, 1), .varint(2, 1), .text(8, "z")), .varint(3, 2)),
        .node("Conv", ["x", "w"], ["c"], name: "conv", .attribute("pads", type: 7, .bytes(8, [1, 1, 1, 1]))),
        .node("Reshape", ["c", "s"], ["r"]),
        .node(
            "If", ["r"], ["i"],
            .attribute("else_branch", type: 5, .message(6, .node("Relu", ["r"], ["o"]), .value(12, "o", []))),
            .attribute("then_branch", type: 5, .message(6, .node("Abs", ["r"], ["o"]), .value(12, "o", [])))),
        .node("Constant", [], ["k"], .attribute("value_floats", type: 6, .fixed32(7, 1), .bytes(7, [0, 0, 0, 0]))),
        .value(13, "c", [.varint(1, 1)]), .value(12, "r", [.text(2, "m")]))

    /// Flips some bytes per seed; what can be read must infer, or be refused then.
    @Test(arguments: [(Fixture.exported, 300), (motley.bytes, 5000)] as [([UInt8], UInt64)])
    func survivesAnyBytes(original: [UInt8], seeds: UInt64) {
        var refused: UInt64 = 0
        for seed in 1...seeds {
            var random = SplitMix(state: seed)
            var bytes = original
            for _ in 0...Int.random(in: 0..<8, using: &random) {
                bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            do {
                var model = try ModelReader().read(WireWriter(bytes: bytes))
                _ = try model.graph.infer()
            } catch {
                refused += 1
            }
        }
        #expect(refused > seeds / 2 && refused < seeds)
    }
}

/// A small generator of random numbers, the same for the same seed: https://prng.di.unimi.it/splitmix64.c.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
