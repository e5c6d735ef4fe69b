import GraphIR

/// What a number in `TensorProto.data_type` and `TypeProto.Tensor.elem_type` stands for:
/// https://github.com/onnx/onnx/blob/main/onnx/onnx.proto, `TensorProto.DataType`.
struct ONNXDataType {
    /// The fields of TensorProto that may hold elements, by number.
    enum Field: Int, CaseIterable {
        case float = 4
        case int32 = 5
        case string = 6
        case int64 = 7
        case raw = 9
        case double = 10
        case uint64 = 11

        var name: String { self == .raw ? "raw_data" : "\(self)_data" }
    }

    var element: ElementType
    /// Where elements lie that are not in `raw_data`.
    var field: Field

    /// nil for a number that is not known.
    init?(_ number: Int) {
        guard Self.all.indices.contains(number), let (element, field) = Self.all[number] else { return nil }
        self.element = element
        self.field = field
    }

    private static let all: [(ElementType, Field)?] = [
        nil, (.float32, .float), (.uint8, .int32), (.int8, .int32), (.uint16, .int32), (.int16, .int32),
        (.int32, .int32), (.int64, .int64), (.string, .string), (.bool, .int32), (.float16, .int32),
        (.float64, .double), (.uint32, .uint64), (.uint64, .uint64), (.complex64, .float), (.complex128, .double),
        (.bfloat16, .int32), (.float8e4m3fn, .int32), (.float8e4m3fnuz, .int32), (.float8e5m2, .int32),
        (.float8e5m2fnuz, .int32), (.uint4, .int32), (.int4, .int32), (.float4e2m1, .int32), (.float8e8m0, .int32),
        (.uint2, .int32), (.int2, .int32),
    ]

    /// The most elements that are worth keeping: integers make shapes; of reals, only a Resize's scales and the like.
    var keptCount: Int {
        switch element {
        case .bfloat16, .float16, .float32, .float64: 16
        default: element.isInteger ? Elements.limit : 0
        }
    }

    /// The entries of `field` that a number of elements takes: two for a complex one, one for as many as fill a byte.
    func valueCount(forElements count: Int) -> Int? {
        switch element {
        case .complex64, .complex128: count.product(with: 2)
        case _ where element.bitCount < 8: byteCount(forElements: count)
        default: count
        }
    }

    /// The bytes of `raw_data` that a number of elements takes; nil where they cannot lie there.
    func byteCount(forElements count: Int) -> Int? {
        element == .string ? nil : count.product(with: element.bitCount).map { ($0 + 7) / 8 }
    }
}
