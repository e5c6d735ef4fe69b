/// Writes FlatBuffers, right ones and wrong ones: tables front to back, each behind its vtable.
indirect enum FlatBufferWriter {
    /// Fields by their numbers.
    case table([Int: FlatBufferWriter])
    case byte(Int)
    case integer(Int)
    case long(Int)
    case text([UInt8])
    case integers([Int])
    case bytes([UInt8])
    case floats([Float])
    case longs([Int])
    case tables([FlatBufferWriter])
    /// A reference to where nothing is.
    case reference(UInt32)

    static func text(_ text: String) -> FlatBufferWriter { .text(Array(text.utf8)) }

    /// A file whose root is this table.
    func file(identifier: String = "TFL3") -> WireWriter {
        var bytes: [UInt8] = [0, 0, 0, 0] + Array(identifier.utf8)
        let root = write(to: &bytes)
        Self.patch(&bytes, at: 0, with: UInt32(root))
        return WireWriter(bytes: bytes)
    }

    /// Appends what a reference leads to, and returns where it stands.
    private func write(to bytes: inout [UInt8]) -> Int {
        while !bytes.count.isMultiple(of: 8) { bytes.append(0) }
        switch self {
        case .table(let fields): return Self.write(fields, to: &bytes)
        case .text(let text): return Self.write(Self.list(text.count, text + [0]), to: &bytes)
        case .integers(let list):
            return Self.write(
                Self.list(list.count, list.flatMap { Self.encoded(Int32(truncatingIfNeeded: $0)) }), to: &bytes)
        case .bytes(let list): return Self.write(Self.list(list.count, list), to: &bytes)
        case .floats(let list):
            return Self.write(Self.list(list.count, list.flatMap { Self.encoded($0.bitPattern) }), to: &bytes)
        case .longs(let list):
            // The elements begin at a multiple of 8.
            bytes += [0, 0, 0, 0]
            return Self.write(Self.list(list.count, list.flatMap { Self.encoded(Int64($0)) }), to: &bytes)
        case .tables(let tables):
            let start = Self.write(Self.list(tables.count, Array(repeating: 0, count: 4 * tables.count)), to: &bytes)
            for (index, table) in tables.enumerated() {
                let place = start + 4 + 4 * index
                let target = table.write(to: &bytes)
                Self.patch(&bytes, at: place, with: UInt32(target - place))
            }
            return start
        case .byte, .integer, .long, .reference: return bytes.count
        }
    }

    private static func list(_ count: Int, _ elements: [UInt8]) -> [UInt8] { encoded(UInt32(count)) + elements }

    private static func write(_ content: [UInt8], to bytes: inout [UInt8]) -> Int {
        bytes += content
        return bytes.count - content.count
    }

    private static func write(_ fields: [Int: FlatBufferWriter], to bytes: inout [UInt8]) -> Int {
        let slots = (fields.keys.max() ?? -1) + 1
        // Each field takes 8 bytes behind the table's first 8, so that every alignment is right.
        let present = fields.keys.sorted()
        let vtable = bytes.count
        bytes += encoded(UInt16(4 + 2 * slots)) + encoded(UInt16(8 + 8 * present.count))
        for slot in 0..<slots {
            let place = present.firstIndex(of: slot).map { 8 + 8 * $0 } ?? 0
            bytes += encoded(UInt16(place))
        }
        while !bytes.count.isMultiple(of: 8) { bytes.append(0) }
        let table = bytes.count
        bytes += encoded(Int32(table - vtable)) + Array(repeating: 0, count: 4 + 8 * present.count)
        for (index, slot) in present.enumerated() { put(fields[slot], at: table + 8 + 8 * index, in: &bytes) }
        return table
    }

    private static func put(_ field: FlatBufferWriter?, at place: Int, in bytes: inout [UInt8]) {
        switch field {
        case nil: break
        case .byte(let value)?: bytes[place] = UInt8(truncatingIfNeeded: value)
        case .integer(let value)?: patch(&bytes, at: place, with: UInt32(truncatingIfNeeded: value))
        case .long(let value)?:
            for (index, byte) in encoded(Int64(value)).enumerated() { bytes[place + index] = byte }
        case .reference(let offset)?: patch(&bytes, at: place, with: offset)
        case let target?:
            let start = target.write(to: &bytes)
            patch(&bytes, at: place, with: UInt32(start - place))
        }
    }

    private static func patch(_ bytes: inout [UInt8], at place: Int, with value: UInt32) {
        for (index, byte) in encoded(value).enumerated() { bytes[place + index] = byte }
    }

    private static func encoded(_ value: some FixedWidthInteger) -> [UInt8] { WireWriter.littleEndian(value) }
}

/// The tables of TFLite as fixtures need them, by the numbers of schemas/tflite.fbs.
extension FlatBufferWriter {
    /// A model of one subgraph over buffers, of which the first is empty.
    static func model(
        codes: [FlatBufferWriter] = [code(0)], subgraphs: [FlatBufferWriter],
        buffers: [FlatBufferWriter] = [.table([:])], version: Int = 3, _ rest: [Int: FlatBufferWriter] = [:]
    ) -> FlatBufferWriter {
        let fields: [Int: FlatBufferWriter] = [
            0: .integer(version), 1: .tables(codes), 2: .tables(subgraphs), 4: .tables(buffers),
        ]
        return .table(fields.merging(rest) { _, last in last })
    }

    /// A code as newer files write it; the byte as older ones do.
    static func code(_ builtin: Int, byte: Int? = nil, custom: String? = nil) -> FlatBufferWriter {
        var fields: [Int: FlatBufferWriter] = [3: .integer(builtin)]
        if let byte { fields[0] = .byte(byte) }
        if let custom { fields[1] = .text(custom) }
        return .table(fields)
    }

    static func subgraph(
        _ tensors: [FlatBufferWriter], inputs: [Int], outputs: [Int], _ nodes: [FlatBufferWriter], name: String = "main"
    ) -> FlatBufferWriter {
        .table([
            0: .tables(tensors), 1: .integers(inputs), 2: .integers(outputs), 3: .tables(nodes), 4: .text(name),
        ])
    }

    static func tensor(
        _ name: String, _ shape: [Int], type: Int = 0, buffer: Int = 0, _ rest: [Int: FlatBufferWriter] = [:]
    ) -> FlatBufferWriter {
        let fields: [Int: FlatBufferWriter] = [
            0: .integers(shape), 1: .byte(type), 2: .integer(buffer), 3: .text(name),
        ]
        return .table(fields.merging(rest) { _, last in last })
    }

    /// A node; `options` are the number of BuiltinOptions and its table.
    static func node(
        _ inputs: [Int], _ outputs: [Int], code: Int = 0, options: (Int, [Int: FlatBufferWriter])? = nil
    ) -> FlatBufferWriter {
        var fields: [Int: FlatBufferWriter] = [0: .integer(code), 1: .integers(inputs), 2: .integers(outputs)]
        if let options {
            fields[3] = .byte(options.0)
            fields[4] = .table(options.1)
        }
        return .table(fields)
    }

    static func buffer(_ bytes: [UInt8]) -> FlatBufferWriter { .table([0: .bytes(bytes)]) }
}
