import CONNX
import GraphIR

extension ONNXMessage {
    /// An attribute of a node; nil where it refers to one that the function's caller leaves out. Scalars that a proto3
    /// writer left out are 0.
    ///
    /// - Parameter given: what the caller of the function gives that the node stands in.
    static func attribute(
        _ attribute: UnsafeMutablePointer<Onnx__AttributeProto>, given: [String: OperatorDescription.Value]?
    ) throws(ImportError) -> OperatorDescription.Attribute? {
        let name = unsafe text(attribute.pointee.name)
        let reference = unsafe text(attribute.pointee.ref_attr_name)
        guard !reference.isEmpty else { return unsafe .init(name, try value(of: attribute.pointee)) }
        guard let given else { return .init(name, .other("a reference")) }
        return given[reference].map { .init(name, $0) }
    }

    private static func value(of attribute: Onnx__AttributeProto) throws(ImportError) -> OperatorDescription.Value {
        switch unsafe kind(of: attribute) {
        case ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__FLOAT: return unsafe .real(Double(attribute.f))
        case ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__INT: return unsafe .integer(Int(attribute.i))
        case ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__STRING:
            return unsafe string(attribute.s).map { .string($0) } ?? .other("bytes that are not UTF-8")
        case ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__TENSOR:
            return unsafe attribute.t.map { unsafe .tensor(operand($0)) } ?? .other("no tensor")
        case ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__FLOATS:
            let values = unsafe UnsafeBufferPointer(start: attribute.floats, count: attribute.n_floats)
            return unsafe .reals(values.map(Double.init))
        case ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__INTS:
            let values = unsafe UnsafeBufferPointer(start: attribute.ints, count: attribute.n_ints)
            return unsafe .integers(values.map(Int.init))
        case ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__STRINGS:
            let values = unsafe UnsafeBufferPointer(start: attribute.strings, count: attribute.n_strings)
            let strings = unsafe values.compactMap { unsafe string($0) }
            return strings.count == values.count ? .strings(strings) : .other("bytes that are not UTF-8")
        case ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__SPARSE_TENSOR:
            guard let tensor = unsafe attribute.sparse_tensor else { return .other("no tensor") }
            return unsafe .tensor(try operand(tensor))
        case ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__GRAPH:
            return unsafe attribute.g == nil ? .other("no graph") : .graph
        case ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__GRAPHS: return .other("graphs")
        case ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__TENSORS: return .other("tensors")
        case ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__SPARSE_TENSORS: return .other("sparse tensors")
        case ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__TYPE_PROTO:
            return unsafe .type(try type(attribute.tp))
        case ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__TYPE_PROTOS: return .other("types")
        default: return .other("nothing")
        }
    }

    /// The type that the attribute states; before IR version 2 none did, and what is there tells.
    private static func kind(of attribute: Onnx__AttributeProto) -> Onnx__AttributeProto__AttributeType {
        if unsafe attribute.has_type != 0, unsafe attribute.type != ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__UNDEFINED {
            return unsafe attribute.type
        }
        return if unsafe attribute.has_f != 0 {
            ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__FLOAT
        } else if unsafe attribute.has_i != 0 {
            ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__INT
        } else if unsafe attribute.has_s != 0 {
            ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__STRING
        } else if unsafe attribute.t != nil {
            ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__TENSOR
        } else if unsafe attribute.g != nil {
            ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__GRAPH
        } else if unsafe attribute.n_floats > 0 {
            ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__FLOATS
        } else if unsafe attribute.n_strings > 0 {
            ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__STRINGS
        } else {
            ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__INTS
        }
    }

    private static func string(_ bytes: ProtobufCBinaryData) -> String? {
        let buffer = unsafe UnsafeBufferPointer(start: bytes.data, count: bytes.len)
        return unsafe String(validating: buffer, as: UTF8.self)
    }
}
