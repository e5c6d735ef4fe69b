import CJSONC

extension JSONValue {
    /// Parses strict JSON: RFC 8259, each key once, numbers of 64 bits, 100 levels at most.
    ///
    /// - Throws: `JSONError` with the byte at fault.
    public init(parsing bytes: [UInt8]) throws(JSONError) {
        var jsonGuard = JSONGuard(bytes)
        try jsonGuard.check()
        self = try JSONDocument.value(parsing: bytes)
    }
}

/// The only place that sees json-c; none of its pointers leaves.
private enum JSONDocument {
    static func value(parsing bytes: [UInt8]) throws(JSONError) -> JSONValue {
        guard let length = Int32(exactly: bytes.count + 1) else {
            throw JSONError("expected less than \(Int32.max) bytes, found \(bytes.count)")
        }
        // The guard has passed fewer levels than this, and json-c counts scalars as a level of their own.
        let tokener = unsafe json_tokener_new_ex(Int32(JSONGuard.depthLimit + 2))
        defer { unsafe json_tokener_free(tokener) }
        unsafe json_tokener_set_flags(tokener, JSON_TOKENER_STRICT)
        // A bare number ends only where something follows it.
        let root = unsafe (bytes + [0x20]).withUnsafeBytes { buffer in
            unsafe json_tokener_parse_ex(tokener, buffer.baseAddress, length)
        }
        defer { _ = unsafe json_object_put(root) }
        let status = unsafe json_tokener_get_error(tokener)
        guard status == json_tokener_success else {
            throw JSONError("expected JSON, found: \(unsafe String(cString: json_tokener_error_desc(status)))")
        }
        return unsafe value(of: root)
    }

    private static func value(of object: OpaquePointer?) -> JSONValue {
        switch unsafe json_object_get_type(object) {
        case json_type_boolean: return unsafe .bool(json_object_get_boolean(object) != 0)
        case json_type_int: return unsafe .integer(Int(json_object_get_int64(object)))
        case json_type_double: return unsafe .number(json_object_get_double(object))
        case json_type_string: return unsafe .string(string(of: object))
        case json_type_array:
            let count = unsafe json_object_array_length(object)
            return .array((0..<count).map { unsafe value(of: json_object_array_get_idx(object, $0)) })
        case json_type_object: return unsafe .object(members(of: object))
        default: return .null
        }
    }

    private static func string(of object: OpaquePointer?) -> String {
        let characters = unsafe json_object_get_string(object)
        let count = unsafe Int(json_object_get_string_len(object))
        return unsafe characters.map { start in
            unsafe String(decoding: UnsafeRawBufferPointer(start: start, count: count), as: UTF8.self)
        } ?? ""
    }

    private static func members(of object: OpaquePointer?) -> [JSONValue.Member] {
        var members: [JSONValue.Member] = []
        var entry = unsafe json_object_get_object(object).pointee.head
        while let current = unsafe entry {
            let key = unsafe String(cString: current.pointee.k.assumingMemoryBound(to: CChar.self))
            members.append(.init(key, unsafe value(of: OpaquePointer(current.pointee.v))))
            unsafe entry = unsafe current.pointee.next
        }
        return members
    }
}
