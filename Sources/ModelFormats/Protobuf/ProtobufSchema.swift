import CONNX

/// The messages that are kept and their fields, taken from the descriptors that protoc-c generates.
struct ProtobufSchema: Sendable {
    /// What a field holds, as far as the wire shows it.
    enum Kind: Sendable, Hashable {
        case varint, fixed32, fixed64, text, bytes
        /// A message, by its index.
        case message(Int)

        /// How one value is laid out.
        var wireType: WireType {
            switch self {
            case .varint: .varint
            case .fixed32: .fixed32
            case .fixed64: .fixed64
            case .text, .bytes, .message: .lengthDelimited
            }
        }
    }

    /// One field of a message, in as few bytes as it takes: the walk looks one up for every field of a file.
    struct Field: Sendable {
        /// The kind in the lowest 3 bits, whether it is repeated in the next, then the index of a message; 0 for a
        /// number that the message does not have.
        private var bits: UInt16

        fileprivate static let absent = Field(bits: 0)

        fileprivate init(_ kind: Kind, isRepeated: Bool) {
            let (code, message): (UInt16, UInt16) =
                switch kind {
                case .varint: (1, 0)
                case .fixed32: (2, 0)
                case .fixed64: (3, 0)
                case .text: (4, 0)
                case .bytes: (5, 0)
                case .message(let index): (6, UInt16(index))
                }
            bits = code | (isRepeated ? 8 : 0) | message << 4
        }

        private init(bits: UInt16) { self.bits = bits }

        var isKnown: Bool { bits != 0 }

        var isRepeated: Bool { bits & 8 != 0 }

        var isText: Bool { bits & 7 == 4 }

        var kind: Kind {
            switch bits & 7 {
            case 1: .varint
            case 2: .fixed32
            case 3: .fixed64
            case 4: .text
            case 5: .bytes
            default: .message(Int(bits >> 4))
            }
        }
    }

    /// Field numbers of every message: none of ONNX's is greater, and as many bits are a set of fields.
    private static let stride = 64

    /// By message, then by field number.
    private var fields: [Field] = []
    private var fieldNames: [String] = []
    private var messageNames: [String] = []

    /// The messages that can be reached from one; that one is message 0.
    init(root: UnsafePointer<ProtobufCMessageDescriptor>) {
        var descriptors = unsafe [root]
        while unsafe messageNames.count < descriptors.count {
            let message = unsafe descriptors[messageNames.count].pointee
            let start = messageNames.count * Self.stride
            messageNames.append(unsafe String(cString: message.short_name))
            fields += Array(repeating: .absent, count: Self.stride)
            fieldNames += Array(repeating: "", count: Self.stride)
            for index in unsafe 0..<Int(message.n_fields) {
                let field = unsafe message.fields[index]
                let number = unsafe Int(field.id)
                precondition(number < Self.stride, "fields are numbered below \(Self.stride)")
                fields[start + number] = unsafe Field(
                    Self.kind(of: field, among: &descriptors), isRepeated: field.label == PROTOBUF_C_LABEL_REPEATED)
                fieldNames[start + number] = unsafe String(cString: field.name)
            }
        }
    }

    private static func kind(
        of field: ProtobufCFieldDescriptor, among descriptors: inout [UnsafePointer<ProtobufCMessageDescriptor>]
    ) -> Kind {
        switch unsafe field.type {
        case PROTOBUF_C_TYPE_STRING: return .text
        case PROTOBUF_C_TYPE_BYTES: return .bytes
        case PROTOBUF_C_TYPE_FLOAT: return .fixed32
        case PROTOBUF_C_TYPE_DOUBLE: return .fixed64
        case PROTOBUF_C_TYPE_MESSAGE:
            let target = unsafe field.descriptor.assumingMemoryBound(to: ProtobufCMessageDescriptor.self)
            if let known = unsafe descriptors.firstIndex(where: { unsafe $0 == target }) { return .message(known) }
            unsafe descriptors.append(target)
            return unsafe .message(descriptors.count - 1)
        default: return .varint
        }
    }

    /// The field of that number in a message.
    @inline(__always)
    func field(_ number: Int, of message: Int) -> Field {
        number < Self.stride ? fields[message * Self.stride + number] : .absent
    }

    /// A field's name, quoted as messages quote it.
    func name(ofField number: Int, of message: Int) -> String { "\"\(fieldNames[message * Self.stride + number])\"" }

    /// The index of the message of that name.
    func message(named name: String) -> Int? { messageNames.firstIndex(of: name) }
}
