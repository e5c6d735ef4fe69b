import GraphIR

/// The types of tensors, by their numbers: schemas/tflite.fbs, TensorType.
enum TFLiteType {
    private static let elements: [ElementType] = [
        .float32, .float16, .int32, .uint8, .int64, .string, .bool, .int16, .complex64, .int8, .float64, .complex128,
        .uint64, .unknown, .unknown, .uint32, .uint16, .int4, .bfloat16, .int2, .uint4,
    ]

    /// The type of that number; `unknown` for resources and variants, nil for a number that no type has.
    static func element(_ number: Int) -> ElementType? { elements.indices.contains(number) ? elements[number] : nil }
}

extension ElementType {
    /// How many elements of a constant are worth reading: those that shapes and patterns follow.
    var keptTFLiteCount: Int { isInteger ? Elements.limit : isReal ? 16 : 0 }
}
