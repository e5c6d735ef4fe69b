import CONNX
import GraphIR

extension ONNXMessage {
    /// The type of a tensor.
    static func type(of tensor: UnsafeMutablePointer<Onnx__TensorProto>) -> TensorType {
        let dimensions = unsafe UnsafeBufferPointer(start: tensor.pointee.dims, count: tensor.pointee.n_dims)
        let element = unsafe ONNXDataType(Int(tensor.pointee.data_type))?.element
        return TensorType(element ?? .unknown, unsafe dimensions.map { .fixed(Int($0)) })
    }

    /// A constant: a tensor's type, and its elements where they were worth keeping.
    static func operand(_ tensor: UnsafeMutablePointer<Onnx__TensorProto>) -> Operand {
        let type = unsafe type(of: tensor)
        return Operand(type, elements: unsafe elements(of: tensor, type), isConstant: true)
    }

    /// The constant that a sparse tensor stands for; its elements are told where they are few integers.
    static func operand(_ sparse: UnsafeMutablePointer<Onnx__SparseTensorProto>) throws(ImportError) -> Operand {
        let dimensions = unsafe UnsafeBufferPointer(start: sparse.pointee.dims, count: sparse.pointee.n_dims)
        if let dimension = unsafe dimensions.first(where: { !(0...Int64(Dimension.limit)).contains($0) }) {
            throw ImportError(
                .inconsistent("expected a dimension from 0 to \(Dimension.limit), found \(dimension)"),
                at: ModelLocation(part: "sparse tensor \"\(unsafe text(sparse.pointee.values?.pointee.name))\""))
        }
        let element = unsafe sparse.pointee.values.map { unsafe type(of: $0).element } ?? .unknown
        let dense = TensorType(element, unsafe dimensions.map { .fixed(Int($0)) })
        return Operand(dense, elements: unsafe elements(of: sparse.pointee, dense), isConstant: true)
    }

    /// The integers of a sparse tensor, zeros between; its indices are positions, or tuples of them.
    private static func elements(of sparse: Onnx__SparseTensorProto, _ dense: TensorType) -> Elements? {
        guard let count = dense.elementCount, count <= Elements.limit, dense.element.isInteger,
            let shape = dense.fixedShape, let values = unsafe sparse.values, let indices = unsafe sparse.indices,
            case .integers(let list)? = unsafe operand(values).elements,
            let places = unsafe operand(indices).elements?.integers
        else { return nil }
        let rank = unsafe indices.pointee.n_dims == 1 ? 1 : shape.count
        guard places.count == list.count * rank else { return nil }
        var elements = [Dimension](repeating: 0, count: count)
        for (index, value) in list.enumerated() {
            let tuple = places[(index * rank)..<((index + 1) * rank)]
            // Positions beyond the tensor lead nowhere, whichever way they are written.
            let position = rank == 1 ? tuple.first : zip(tuple, shape).reduce(0) { $0 &* $1.1 &+ $1.0 }
            guard let position, elements.indices.contains(position) else { return nil }
            elements[position] = value
        }
        return .integers(elements)
    }

    private static func elements(
        of tensor: UnsafeMutablePointer<Onnx__TensorProto>, _ type: TensorType
    ) -> Elements? {
        guard let count = type.elementCount, count <= Elements.limit else { return nil }
        guard count > 0 else { return type.element.isInteger ? .integers([]) : nil }
        if unsafe tensor.pointee.raw_data.len > 0 {
            let raw = unsafe UnsafeRawBufferPointer(
                start: tensor.pointee.raw_data.data, count: tensor.pointee.raw_data.len)
            return elements(in: unsafe raw.bytes, type.element, count)
        }
        return unsafe typedElements(of: tensor.pointee, type.element, count)
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
    private static func typedElements(
        of tensor: Onnx__TensorProto, _ element: ElementType, _ count: Int
    ) -> Elements? {
        let int32 = unsafe UnsafeBufferPointer(start: tensor.int32_data, count: tensor.n_int32_data)
        let uint64 = unsafe UnsafeBufferPointer(start: tensor.uint64_data, count: tensor.n_uint64_data)
        switch element {
        case .int64:
            let int64 = unsafe UnsafeBufferPointer(start: tensor.int64_data, count: tensor.n_int64_data)
            return unsafe int64.isEmpty ? nil : .integers(int64.map { .fixed(Int($0)) })
        case .uint32, .uint64:
            return unsafe uint64.isEmpty
                ? nil : .integers(uint64.map { Int(exactly: $0).map { .fixed($0) } ?? .unknown })
        case .float32:
            let float = unsafe UnsafeBufferPointer(start: tensor.float_data, count: tensor.n_float_data)
            return unsafe float.isEmpty ? nil : .reals(float.map(Double.init))
        case .float64:
            let double = unsafe UnsafeBufferPointer(start: tensor.double_data, count: tensor.n_double_data)
            return unsafe double.isEmpty ? nil : .reals(Array(double))
        default:
            guard !int32.isEmpty else { return nil }
            switch element {
            case .bool: return unsafe .integers(int32.map { .fixed($0 == 0 ? 0 : 1) })
            case .int2, .int4, .uint2, .uint4:
                return .integers(
                    (0..<count).map { index in
                        let byte = UInt8(truncatingIfNeeded: unsafe int32[index * element.bitCount / 8])
                        return .fixed(part(of: byte, at: index, element))
                    })
            case .bfloat16: return unsafe .reals(int32.map { real(bfloat16: UInt16(truncatingIfNeeded: $0)) })
            case .float16: return unsafe .reals(int32.map { real(float16: UInt16(truncatingIfNeeded: $0)) })
            case _ where element.isInteger: return unsafe .integers(int32.map { .fixed(Int($0)) })
            default: return nil
            }
        }
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
