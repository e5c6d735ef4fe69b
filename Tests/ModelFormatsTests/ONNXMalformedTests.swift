import GraphIR
import Testing

@testable import ModelFormats

/// Files that must be refused, each with its exact message.
@Suite struct ONNXMalformedTests {
    typealias Row = (bytes: WireWriter, message: String, why: Comment)

    static let relu = WireWriter.node("Relu", ["x"], ["y"])
    static let input = WireWriter.value(11, "x", [.varint(1, 4)])
    static let output = WireWriter.value(12, "y", [])

    static let wire: [Row] = [
        (.init(bytes: [0x08]), "byte 1: expected a number, found the end after 0 bytes", "ends before a number"),
        (.init(bytes: [0x08, 0x80]), "byte 1: expected a number, found the end after 1 bytes", "ends inside a number"),
        (
            .init(bytes: [0x08] + Array(repeating: 0xFF, count: 11)),
            "byte 1: expected a number of at most 64 bits, found more", "a varint of eleven bytes"
        ),
        (
            .init(.varint(1, 8), .init(bytes: [0x3F])), "byte 2: expected a wire type from 0 to 5, found 7",
            "a wire type"
        ),
        (
            .init(.varint(1, 8), .init(bytes: [0x02])), "byte 2: expected a field number from 1 to 536870911, found 0",
            "a field number"
        ),
        (
            .init(.varint(1, 8), .varint(7, 1)),
            "byte 3: expected a length for \"graph\", found a varint", "a wrong wire type"
        ),
        (
            .init(.varint(1, 8), .init(bytes: [0x3A, 0x05, 0x12])),
            "byte 3: expected 5 bytes of \"graph\", found 1", "a length past the end"
        ),
        (
            .init(.varint(1, 8), .init(bytes: [0x3A] + WireWriter.encoded(-1))),
            "byte 3: expected 18446744073709551615 bytes of \"graph\", found 0", "the greatest length"
        ),
        (
            .init(.varint(1, 8), .init(bytes: [0x9B, 0x06, 0x94, 0x06])),
            "byte 4: expected a field, found the end of a group that did not start", "a group that another ends"
        ),
        (
            .model(.node("Relu", ["x"], ["y\u{0}z"])), "byte 12: expected text in \"output\", found a zero byte",
            "C would take it for the end"
        ),
        (
            .model(.message(1, .bytes(1, [0x61, 0xC3, 0x28]))),
            "byte 9: expected UTF-8 in \"input\", found the byte 0xC3", "text that is none"
        ),
        (
            .init(.varint(1, 8), .message(7, .text(2, "a")), .message(7, .text(2, "b"))),
            "byte 7: expected one \"graph\", found a second", "protobuf would merge the two"
        ),
        (
            .model(.message(1, .message(5, .bytes(7, [1, 2, 3])))),
            "byte 10: expected a multiple of 4 bytes for \"floats\", found 3", "packed floats"
        ),
    ]

    static let tensors: [Row] = [
        (
            .model(.initializer("w", type: 1, [2, 3], .bytes(9, Array(repeating: 0, count: 23)))),
            "tensor \"w\": byte 6: expected 24 bytes of raw_data for 6 elements of float32, found 23",
            "fewer bytes than the dimensions ask for"
        ),
        (
            .model(.initializer("w", type: 1, [1 << 20], .bytes(4, Array(repeating: 0, count: 8)))),
            "tensor \"w\": byte 6: expected 1048576 values of float_data for 1048576 elements of float32, found 2",
            "elided elements are counted too"
        ),
        (
            .model(.initializer("w", type: 7, [3], .bytes(7, [1, 2]))),
            "tensor \"w\": byte 6: expected 3 values of int64_data for 3 elements of int64, found 2", "packed integers"
        ),
        (
            .model(.initializer("w", type: 7, [1], .varint(7, 1), .varint(7, 2))),
            "tensor \"w\": byte 6: expected 1 values of int64_data for 1 elements of int64, found 2",
            "integers that are not packed"
        ),
        (
            .model(.initializer("w", type: 1, [1], .varint(5, 1))),
            "tensor \"w\": byte 6: expected \"float_data\" for 1 elements of float32, found \"int32_data\"",
            "another type's field"
        ),
        (
            .model(.initializer("w", type: 7, [1], .varint(7, 1), .bytes(9, [1, 0, 0, 0, 0, 0, 0, 0]))),
            "tensor \"w\": byte 6: expected elements in one field, found \"raw_data\" and \"int64_data\"",
            "elements twice"
        ),
        (
            .model(.initializer("w", type: 1, [-1])),
            "byte 7: expected a dimension from 0 to 2147483647, found -1", "a negative dimension"
        ),
        (
            .model(.initializer("w", type: 1, [1 << 31])),
            "byte 7: expected a dimension from 0 to 2147483647, found 2147483648", "a huge dimension"
        ),
        (
            .model(.initializer("w", type: 1, [Dimension.limit, Dimension.limit, Dimension.limit])),
            "byte 19: expected fewer than 2^63 elements, found more", "a product that overflows"
        ),
        (
            .model(.message(15, .message(1, .text(8, "s")), .varint(3, -4)), relu),
            "sparse tensor \"s\": expected a dimension from 0 to 2147483647, found -4", "a sparse tensor's dimensions"
        ),
    ]

    static let graphs: [Row] = [
        (.varint(1, 8), "expected a graph, found none", "no graph"),
        (.model(), "expected nodes, found none", "no nodes"),
        (
            .init(bytes: [0x3A, 0x02, 0x0A, 0x00]), "node 0: expected an op_type, found none",
            "a graph of one empty node"
        ),
        (
            .model(input, .node("Relu", ["z"], ["y"], name: "act"), output),
            "node 0 \"act\" (Relu): input 0: expected a value that something defines, found \"z\", which nothing does",
            "a missing input"
        ),
        (
            .model(input, relu, relu, output),
            "node 1 (Relu): expected a new output, found \"y\", which is written already", "two nodes write one value"
        ),
        (
            .model(input, .node("Relu", ["x"], ["x"])),
            "node 0 (Relu): expected a new output, found \"x\", which is an input of the graph",
            "a node writes an input"
        ),
        (
            .model(.initializer("w", type: 1, [1]), .node("Relu", ["w"], ["w"])),
            "node 0 (Relu): expected a new output, found \"w\", which is written already", "a node writes a constant"
        ),
        (
            .model(.initializer("w", type: 1, [1]), .initializer("w", type: 1, [1]), relu),
            "initializer \"w\": expected a new name, found one that is taken", "two initializers of one name"
        ),
        (
            .model(input, input, relu), "input \"x\": expected a new name, found one that is taken",
            "two inputs of one name"
        ),
        (
            .model(.initializer("", type: 1, [1]), relu), "expected a name for every initializer, found none",
            "an initializer without a name"
        ),
        (.model(.value(11, "", []), relu), "expected a name for every input, found none", "an input without a name"),
        (
            .model(input, relu, .value(12, "z", [])), "output \"z\": expected a value that a node writes, found none",
            "an output that nothing writes"
        ),
        (
            .model(.value(11, "x", [.varint(1, 1 << 40)]), relu),
            "input \"x\": expected a dimension of at most 2147483647, found 1099511627776", "a huge declared dimension"
        ),
        (
            .init(.varint(1, 8), .bytes(7, input.bytes + relu.bytes)),
            "node 0 (Relu): expected an opset_import for the default domain, found none", "no operator set"
        ),
        (
            .model(input, relu, opset: 0), "opset_import: expected an operator set of version 1 or more, found 0",
            "operator set 0"
        ),
        (
            .model(input, .node("Conv", ["x", "x"], ["y"], name: "c", .attribute("group", type: 3, .text(4, "two")))),
            "node 0 \"c\" (Conv): attribute \"group\": expected an integer, found a string", "an attribute's type"
        ),
    ]

    @Test(arguments: wire + tensors + graphs)
    func refusesWithTheExactMessage(bytes: WireWriter, message: String, why: Comment) {
        let error = #expect(throws: ImportError.self, why) { try ModelReader().read(bytes) }
        #expect(error?.description == message, why)
    }

    @Test func findsACycleWhenItInfers() throws {
        var graph = try ModelReader().read(
            .model(.node("Relu", ["b"], ["a"], name: "first"), .node("Relu", ["a"], ["b"], name: "second"))
        ).graph
        let error = #expect(throws: GraphError.self) { try graph.infer() }
        #expect(
            error?.description
                == "node 0 \"first\" (Relu): expected a graph without cycles, found a node that waits for its own output"
        )
    }
}

extension ModelReader {
    /// Reads a fixture.
    func read(_ fixture: WireWriter) throws(ImportError) -> ImportedModel {
        unsafe try read(fixture.bytes.span.bytes)
    }

    /// Strips a fixture.
    func strip(_ fixture: WireWriter) throws(ImportError) -> [UInt8] {
        unsafe try strip(fixture.bytes.span.bytes)
    }
}
