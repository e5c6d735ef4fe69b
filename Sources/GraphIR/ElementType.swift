/// What one element of a tensor is.
public enum ElementType: String, Sendable, Hashable, CaseIterable, BitwiseCopyable {
    case bfloat16, bool, complex64, complex128, float16, float32, float64
    case float4e2m1, float8e4m3fn, float8e4m3fnuz, float8e5m2, float8e5m2fnuz, float8e8m0
    case int2, int4, int8, int16, int32, int64, string, uint2, uint4, uint8, uint16, uint32, uint64
    /// The file does not say, or says what no format's specification knows.
    case unknown

    /// Bits of one element as a runtime stores it; a string counts as its pointer.
    public var bitCount: Int {
        switch self {
        case .int2, .uint2: 2
        case .float4e2m1, .int4, .uint4: 4
        case .bool, .int8, .uint8, .float8e4m3fn, .float8e4m3fnuz, .float8e5m2, .float8e5m2fnuz, .float8e8m0: 8
        case .bfloat16, .float16, .int16, .uint16: 16
        case .float32, .int32, .uint32, .unknown: 32
        case .complex64, .float64, .int64, .string, .uint64: 64
        case .complex128: 128
        }
    }

    /// Whether `Elements.integers` holds its values.
    public var isInteger: Bool { integerRange != nil }

    /// Whether it holds real numbers, as weights and activations are.
    public var isReal: Bool {
        switch self {
        case .complex64, .complex128, .string, .unknown: false
        default: !isInteger
        }
    }

    /// The integers that it can hold, as far as an `Int` goes; nil where it holds others than integers.
    var integerRange: ClosedRange<Int>? {
        switch self {
        case .bool: 0...1
        case .int2, .int4, .int8, .int16, .int32, .int64: (-1 << (bitCount - 1))...(Int.max >> (64 - bitCount))
        case .uint2, .uint4, .uint8, .uint16, .uint32: 0...(1 << bitCount - 1)
        case .uint64: 0...Int.max
        default: nil
        }
    }

    /// The type that ONNX's `TensorProto.DataType` numbers so, in `data_type` and in attributes such as `to`:
    /// https://github.com/onnx/onnx/blob/v1.22.0/onnx/onnx.proto. Numbers of no type that is known give `unknown`.
    public init(onnxDataType number: Int) {
        self = Self.onnxDataTypes.indices.contains(number) ? Self.onnxDataTypes[number] : .unknown
    }

    /// The number of the type in ONNX's `TensorProto.DataType`; 0 for `unknown`.
    public var onnxDataType: Int { Self.onnxDataTypes.firstIndex(of: self) ?? 0 }

    private static let onnxDataTypes: [ElementType] = [
        .unknown, .float32, .uint8, .int8, .uint16, .int16, .int32, .int64, .string, .bool, .float16, .float64,
        .uint32, .uint64, .complex64, .complex128, .bfloat16, .float8e4m3fn, .float8e4m3fnuz, .float8e5m2,
        .float8e5m2fnuz, .uint4, .int4, .float4e2m1, .float8e8m0, .uint2, .int2,
    ]
}
