/// Writes protobuf fields, right ones and wrong ones.
struct WireWriter {
    private(set) var bytes: [UInt8] = []

    init(_ parts: WireWriter...) { bytes = parts.flatMap(\.bytes) }

    init(bytes: [UInt8]) { self.bytes = bytes }

    /// A field of a number; negative ones take ten bytes.
    static func varint(_ field: Int, _ value: Int) -> WireWriter {
        WireWriter(bytes: encoded(field << 3) + encoded(value))
    }

    /// A field of bytes.
    static func bytes(_ field: Int, _ bytes: [UInt8]) -> WireWriter {
        WireWriter(bytes: encoded(field << 3 | 2) + encoded(bytes.count) + bytes)
    }

    /// A field of text.
    static func text(_ field: Int, _ text: String) -> WireWriter { bytes(field, Array(text.utf8)) }

    /// A field that holds a message of the given fields.
    static func message(_ field: Int, _ fields: WireWriter...) -> WireWriter { bytes(field, fields.flatMap(\.bytes)) }

    /// A field of 4 bytes.
    static func fixed32(_ field: Int, _ value: UInt32) -> WireWriter {
        WireWriter(bytes: encoded(field << 3 | 5) + littleEndian(value))
    }

    /// A number in base 128.
    static func encoded(_ value: Int) -> [UInt8] {
        var rest = UInt64(bitPattern: Int64(value))
        var bytes: [UInt8] = []
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        return bytes + [UInt8(rest)]
    }

    /// A number's bytes, the lowest first.
    static func littleEndian(_ value: some FixedWidthInteger) -> [UInt8] {
        var value = value.littleEndian
        return unsafe withUnsafeBytes(of: &value) { unsafe Array($0) }
    }
}

/// The messages of ONNX as fixtures need them.
extension WireWriter {
    /// A model of IR version 8 and opset 17, of the given fields of a graph.
    static func model(_ graph: WireWriter..., opset: Int = 17) -> WireWriter {
        WireWriter(varint(1, 8), bytes(7, graph.flatMap(\.bytes)), message(8, varint(2, opset)))
    }

    static func node(
        _ operatorName: String, _ inputs: [String], _ outputs: [String], name: String = "", _ rest: WireWriter...
    ) -> WireWriter {
        let parts =
            inputs.map { text(1, $0) } + outputs.map { text(2, $0) } + (name.isEmpty ? [] : [text(3, name)])
            + [text(4, operatorName)] + rest
        return bytes(1, parts.flatMap(\.bytes))
    }

    static func attribute(_ name: String, type: Int, _ value: WireWriter...) -> WireWriter {
        message(5, text(1, name), varint(20, type), WireWriter(bytes: value.flatMap(\.bytes)))
    }

    /// An initializer; `rest` holds its elements.
    static func initializer(_ name: String, type: Int, _ dimensions: [Int], _ rest: WireWriter...) -> WireWriter {
        bytes(5, tensor(name, type: type, dimensions, rest).bytes)
    }

    static func tensor(_ name: String, type: Int, _ dimensions: [Int], _ rest: [WireWriter]) -> WireWriter {
        let parts = dimensions.map { varint(1, $0) } + [varint(2, type), text(8, name)] + rest
        return WireWriter(bytes: parts.flatMap(\.bytes))
    }

    /// A value's name and type, as field 11 (input), 12 (output) or 13 (value).
    static func value(_ field: Int, _ name: String, type: Int = 1, _ dimensions: [WireWriter]) -> WireWriter {
        let shape = bytes(2, dimensions.flatMap { bytes(1, $0.bytes).bytes })
        return message(field, text(1, name), message(2, message(1, varint(1, type), shape)))
    }
}
