import CTFLite
import GraphIR

/// The types of tensors, by their numbers: schemas/tflite.fbs, TensorType.
enum TFLiteType {
    private static let elements: [ElementType] = [
        .float32, .float16, .int32, .uint8, .int64, .string, .bool, .int16, .complex64, .int8, .float64, .complex128,
        .uint64, .unknown, .unknown, .uint32, .uint16, .int4, .bfloat16, .int2, .uint4,
    ]

    /// The type of that number; `unknown` for resources and variants, nil for a number that no type has.
    static func element(_ number: Int) -> ElementType? { elements.indices.contains(number) ? elements[number] : nil }

    /// The number of a type; nil for one that TFLite does not have.
    static func number(of element: ElementType) -> Int? {
        element == .unknown ? nil : elements.firstIndex(of: element)
    }

    /// The number of the type that the schema calls so; nil for a name of none.
    static func number(of name: String) -> Int? {
        let number = unsafe name.utf8CString.withUnsafeBufferPointer { text in
            unsafe ctfliteTensorType(text.baseAddress, text.count - 1)
        }
        return number < 0 ? nil : Int(number)
    }
}

extension ElementType {
    /// How many elements of a constant are worth reading: those that shapes and patterns follow.
    var keptTFLiteCount: Int { isInteger ? Elements.limit : isReal ? 16 : 0 }
}
