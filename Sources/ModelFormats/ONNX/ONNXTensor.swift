import GraphIR

/// A TensorProto on the wire: its name and type, and where its elements lie.
struct ONNXTensor {
    let type: TensorType
    private let message: Range<Int>
    let name: Range<Int>
    private let raw: Range<Int>

    /// The elements that most constants have, shared by all that have them.
    private static let smallIntegers = (-1..<64).map { Elements.integers([.fixed($0)]) }
    private static let smallReals = (-1..<64).map { Elements.reals([Double($0)]) }

    init(_ message: Range<Int>, in input: RawSpan) {
        var (name, raw) = (0..<0, 0..<0)
        var element = ElementType.unknown
        var shape = TensorShape()
        var fields = WireFields(message)
        while let field = fields.next(in: input) {
            switch ONNXField.Tensor(rawValue: field.number) {
            case .dims:
                input.append(field, .varint, to: &shape) { .fixed(Int(truncatingIfNeeded: $0)) }
            case .dataType: element = ONNXDataType(field.shortInteger)?.element ?? .unknown
            case .name: name = field.body
            case .rawData: raw = field.body
            case nil: break
            }
        }
        self.message = message
        self.name = name
        self.raw = raw
        type = TensorType(element, shape)
    }

    /// A constant: the type, and the elements where they were worth keeping.
    consuming func operand(in input: RawSpan) -> Operand {
        Operand(type, elements: elements(in: input), isConstant: true)
    }

    private func elements(in input: RawSpan) -> Elements? {
        guard let count = type.elementCount, count <= Elements.limit else { return nil }
        guard count > 0 else { return type.element.isInteger ? .integers([]) : nil }
        if count == 1, let common = commonElement(in: input) { return common }
        guard raw.isEmpty else { return Self.elements(in: input.extracting(raw), type.element, count) }
        return typedElements(count, in: input)
    }

    /// The one element, where it is a small number of a usual type.
    private func commonElement(in input: RawSpan) -> Elements? {
        if type.element == .int64, raw.count == 8 {
            let number = Int(input.number(at: raw.lowerBound, as: Int64.self))
            return (-1..<64).contains(number) ? Self.smallIntegers[number + 1] : nil
        }
        guard type.element == .float32, raw.count == 4 else { return nil }
        let real = Float(bitPattern: input.number(at: raw.lowerBound, as: UInt32.self))
        // Zero has a sign, which its number does not tell.
        guard let number = Int(exactly: real), (-1..<64).contains(number), number < 0 || real.sign == .plus else {
            return nil
        }
        return Self.smallReals[number + 1]
    }

    /// Elements from `raw_data`: little-endian, at any alignment.
    private static func elements(in raw: RawSpan, _ element: ElementType, _ count: Int) -> Elements? {
        switch element {
        case .bool: integers(in: raw, count, as: UInt8.self) { $0 == 0 ? 0 : 1 }
        case .int2, .int4, .uint2, .uint4:
            .integers((0..<count).map { .fixed(part(of: raw.byte(at: $0 * element.bitCount / 8), at: $0, element)) })
        case .int8: integers(in: raw, count, as: Int8.self) { Int($0) }
        case .int16: integers(in: raw, count, as: Int16.self) { Int(Int16(littleEndian: $0)) }
        case .int32: integers(in: raw, count, as: Int32.self) { Int(Int32(littleEndian: $0)) }
        case .int64: integers(in: raw, count, as: Int64.self) { Int(Int64(littleEndian: $0)) }
        case .uint8: integers(in: raw, count, as: UInt8.self) { Int($0) }
        case .uint16: integers(in: raw, count, as: UInt16.self) { Int(UInt16(littleEndian: $0)) }
        case .uint32: integers(in: raw, count, as: UInt32.self) { Int(UInt32(littleEndian: $0)) }
        case .uint64: integers(in: raw, count, as: UInt64.self) { Int(exactly: UInt64(littleEndian: $0)) }
        case .bfloat16: reals(in: raw, count, as: UInt16.self) { real(bfloat16: UInt16(littleEndian: $0)) }
        case .float16: reals(in: raw, count, as: UInt16.self) { real(float16: UInt16(littleEndian: $0)) }
        case .float32: reals(in: raw, count, as: UInt32.self) { Double(Float(bitPattern: UInt32(littleEndian: $0))) }
        case .float64: reals(in: raw, count, as: UInt64.self) { Double(bitPattern: UInt64(littleEndian: $0)) }
        default: nil
        }
    }

    private static func integers<Stored: BitwiseCopyable>(
        in raw: RawSpan, _ count: Int, as: Stored.Type, _ convert: (Stored) -> Int?
    ) -> Elements {
        let size = MemoryLayout<Stored>.size
        return .integers(
            (0..<count).map { index in
                let stored = unsafe raw.unsafeLoadUnaligned(fromByteOffset: index * size, as: Stored.self)
                return convert(stored).map { .fixed($0) } ?? .unknown
            })
    }

    private static func reals<Stored: BitwiseCopyable>(
        in raw: RawSpan, _ count: Int, as: Stored.Type, _ convert: (Stored) -> Double
    ) -> Elements {
        let size = MemoryLayout<Stored>.size
        return .reals(
            (0..<count).map { index in
                convert(unsafe raw.unsafeLoadUnaligned(fromByteOffset: index * size, as: Stored.self))
            })
    }

    /// Elements from the field that the type asks for; nil where it is empty, as in a stripped model.
    private func typedElements(_ count: Int, in input: RawSpan) -> Elements? {
        switch type.element {
        case .int64: integers(.int64, in: input) { Int(truncatingIfNeeded: $0) }
        case .uint32, .uint64: integers(.uint64, in: input) { Int(exactly: $0) }
        case .float32: reals(.float, .fixed32, in: input) { Double(Float(bitPattern: UInt32(truncatingIfNeeded: $0))) }
        case .float64: reals(.double, .fixed64, in: input) { Double(bitPattern: $0) }
        case .bfloat16: reals(.int32, .varint, in: input) { Self.real(bfloat16: UInt16(truncatingIfNeeded: $0)) }
        case .float16: reals(.int32, .varint, in: input) { Self.real(float16: UInt16(truncatingIfNeeded: $0)) }
        case .bool: integers(.int32, in: input) { Int32(truncatingIfNeeded: $0) == 0 ? 0 : 1 }
        case .int2, .int4, .uint2, .uint4: packedElements(count, in: input)
        case let element where element.isInteger: integers(.int32, in: input) { Int(Int32(truncatingIfNeeded: $0)) }
        default: nil
        }
    }

    private func integers(
        _ field: ONNXDataType.Field, in input: RawSpan, _ convert: (UInt64) -> Int?
    ) -> Elements? {
        let integers = input.numbers(field.rawValue, .varint, of: message) { bits in
            convert(bits).map { Dimension.fixed($0) } ?? .unknown
        }
        return integers.isEmpty ? nil : .integers(integers)
    }

    private func reals(
        _ field: ONNXDataType.Field, _ wireType: WireType, in input: RawSpan, _ convert: (UInt64) -> Double
    ) -> Elements? {
        let reals = input.numbers(field.rawValue, wireType, of: message, convert)
        return reals.isEmpty ? nil : .reals(reals)
    }

    /// Elements of less than a byte, of which several share a number.
    private func packedElements(_ count: Int, in input: RawSpan) -> Elements? {
        let bytes = input.numbers(ONNXDataType.Field.int32.rawValue, .varint, of: message) {
            UInt8(truncatingIfNeeded: $0)
        }
        guard !bytes.isEmpty else { return nil }
        return .integers(
            (0..<count).map { index in
                .fixed(Self.part(of: bytes[index * type.element.bitCount / 8], at: index, type.element))
            })
    }

    /// The element at an index of those that share a byte: the first lies in its lowest bits.
    private static func part(of byte: UInt8, at index: Int, _ element: ElementType) -> Int {
        let width = element.bitCount
        let bits = Int(byte) >> (index * width % 8) & (1 << width - 1)
        let isSigned = element == .int2 || element == .int4
        return isSigned && bits >= 1 << (width - 1) ? bits - 1 << width : bits
    }

    private static func real(bfloat16 bits: UInt16) -> Double { Double(Float(bitPattern: UInt32(bits) << 16)) }

    private static func real(float16 bits: UInt16) -> Double { Double(Float16(bitPattern: bits)) }
}
