import JSONText

/// Named tensors and text in one file: https://github.com/huggingface/safetensors#format.
///
/// Eight bytes hold the header's length N, N bytes the header as JSON, the rest the tensors without gaps. Only the
/// element types below are kept.
public struct SafeTensors: Sendable, Hashable {
    public var metadata: [String: String]
    public var tensors: [String: Tensor]

    /// Numbers in row-major order, little-endian.
    public struct Tensor: Sendable, Hashable {
        public let element: Element
        public let shape: [Int]
        let bytes: ArraySlice<UInt8>
    }

    /// What a tensor's numbers are, in the format's own words.
    public enum Element: String, Sendable, Hashable, CaseIterable {
        case float16 = "F16"
        case float32 = "F32"
        case float64 = "F64"
        case int16 = "I16"
        case int32 = "I32"
        case uint16 = "U16"

        var byteCount: Int {
            switch self {
            case .float16, .int16, .uint16: 2
            case .float32, .int32: 4
            case .float64: 8
            }
        }
    }

    public init(metadata: [String: String] = [:], tensors: [String: Tensor] = [:]) {
        self.metadata = metadata
        self.tensors = tensors
    }

    /// The tensor of that name.
    func tensor(_ name: String) throws(PredictionError) -> Tensor {
        guard let tensor = tensors[name] else {
            throw PredictionError(.malformed("expected tensor \"\(name)\", found none"))
        }
        return tensor
    }

    /// The metadata of that name.
    func text(_ name: String) throws(PredictionError) -> String {
        guard let text = metadata[name] else {
            throw PredictionError(.malformed("expected metadata \"\(name)\", found none"))
        }
        return text
    }
}

extension SafeTensors.Tensor {
    public init(_ values: [Float], shape: [Int]? = nil) {
        self.init(.float32, values, shape) { $0.bitPattern }
    }

    public init(_ values: [Double], shape: [Int]? = nil) {
        self.init(.float64, values, shape) { $0.bitPattern }
    }

    public init(_ values: [Int16], shape: [Int]? = nil) {
        self.init(.int16, values, shape) { $0 }
    }

    public init(_ values: [Int32], shape: [Int]? = nil) {
        self.init(.int32, values, shape) { $0 }
    }

    public init(_ values: [UInt16], shape: [Int]? = nil) {
        self.init(.uint16, values, shape) { $0 }
    }

    /// The values to the nearest number of half precision.
    public init(half values: [Float], shape: [Int]? = nil) {
        self.init(.float16, values, shape) { Float16($0).bitPattern }
    }

    private init<Value, Bits: FixedWidthInteger>(
        _ element: SafeTensors.Element, _ values: [Value], _ shape: [Int]?, _ bits: (Value) -> Bits
    ) {
        let shape = shape ?? [values.count]
        precondition(shape.reduce(1, *) == values.count, "a tensor has as many values as its shape says")
        var bytes: [UInt8] = []
        bytes.reserveCapacity(values.count * element.byteCount)
        for value in values {
            unsafe withUnsafeBytes(of: bits(value).littleEndian) { unsafe bytes += $0 }
        }
        self.init(element: element, shape: shape, bytes: bytes[...])
    }

    public var count: Int { bytes.count / element.byteCount }

    /// The values of single or half precision.
    func floats() throws(PredictionError) -> [Float] {
        switch element {
        case .float16: numbers(UInt16.self) { Float(Float16(bitPattern: $0)) }
        case .float32: numbers(UInt32.self) { Float(bitPattern: $0) }
        default: throw mismatch("F32 or F16")
        }
    }

    func doubles() throws(PredictionError) -> [Double] {
        guard element == .float64 else { throw mismatch("F64") }
        return numbers(UInt64.self) { Double(bitPattern: $0) }
    }

    func integers16() throws(PredictionError) -> [Int16] {
        guard element == .int16 else { throw mismatch("I16") }
        return numbers(Int16.self) { $0 }
    }

    func integers32() throws(PredictionError) -> [Int32] {
        guard element == .int32 else { throw mismatch("I32") }
        return numbers(Int32.self) { $0 }
    }

    func unsignedIntegers16() throws(PredictionError) -> [UInt16] {
        guard element == .uint16 else { throw mismatch("U16") }
        return numbers(UInt16.self) { $0 }
    }

    private func numbers<Bits: FixedWidthInteger, Value>(_ type: Bits.Type, _ value: (Bits) -> Value) -> [Value] {
        unsafe bytes.withUnsafeBytes { buffer in
            (0..<count).map { index in
                let bits = unsafe buffer.loadUnaligned(fromByteOffset: index * element.byteCount, as: type)
                return value(Bits(littleEndian: bits))
            }
        }
    }

    private func mismatch(_ expected: String) -> PredictionError {
        PredictionError(.malformed("expected \(expected), found \(element.rawValue)"))
    }
}
