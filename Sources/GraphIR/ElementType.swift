/// What one element of a tensor is.
public enum ElementType: String, Sendable, Hashable, CaseIterable {
    case bfloat16, bool, complex64, complex128, float16, float32, float64
    case float8e4m3fn, float8e4m3fnuz, float8e5m2, float8e5m2fnuz
    case int4, int8, int16, int32, int64, string, uint4, uint8, uint16, uint32, uint64
    /// The file does not say, or says what no format's specification knows.
    case unknown

    /// Bits of one element as a runtime stores it; a string counts as its pointer.
    public var bitCount: Int {
        switch self {
        case .int4, .uint4: 4
        case .bool, .int8, .uint8, .float8e4m3fn, .float8e4m3fnuz, .float8e5m2, .float8e5m2fnuz: 8
        case .bfloat16, .float16, .int16, .uint16: 16
        case .float32, .int32, .uint32, .unknown: 32
        case .complex64, .float64, .int64, .string, .uint64: 64
        case .complex128: 128
        }
    }

    /// Whether `Elements.integers` holds its values.
    public var isInteger: Bool {
        switch self {
        case .bool, .int4, .int8, .int16, .int32, .int64, .uint4, .uint8, .uint16, .uint32, .uint64: true
        default: false
        }
    }
}
