/// A value inside a document together with its path, so that what is amiss is told with its place.
public struct JSONReader: Sendable {
    public let value: JSONValue
    /// `layers[2].name`; empty for the whole document.
    public let path: String

    public init(_ value: JSONValue, path: String = "") {
        self.value = value
        self.path = path
    }

    /// A member that must be there.
    public func member(_ key: String) throws(JSONError) -> JSONReader {
        guard let member = try optional(key) else { throw error("expected a member \"\(key)\", found none") }
        return member
    }

    /// A member that may be left out or null.
    public func optional(_ key: String) throws(JSONError) -> JSONReader? {
        guard case .object(let members) = value else { throw mismatch("an object") }
        guard let member = members.first(where: { $0.key == key }), member.value != .null else { return nil }
        return JSONReader(member.value, path: path.isEmpty ? key : "\(path).\(key)")
    }

    /// The members of an object, in their order.
    public func members() throws(JSONError) -> [(key: String, reader: JSONReader)] {
        guard case .object(let members) = value else { throw mismatch("an object") }
        return members.map { ($0.key, JSONReader($0.value, path: path.isEmpty ? $0.key : "\(path).\($0.key)")) }
    }

    /// The elements of an array.
    public func elements() throws(JSONError) -> [JSONReader] {
        guard case .array(let elements) = value else { throw mismatch("an array") }
        return elements.enumerated().map { JSONReader($1, path: "\(path)[\($0)]") }
    }

    public func string() throws(JSONError) -> String {
        guard case .string(let string) = value else { throw mismatch("a string") }
        return string
    }

    public func integer() throws(JSONError) -> Int {
        guard case .integer(let integer) = value else { throw mismatch("an integer") }
        return integer
    }

    /// A number, with or without a fraction.
    public func number() throws(JSONError) -> Double {
        switch value {
        case .integer(let integer): return Double(integer)
        case .number(let number): return number
        default: throw mismatch("a number")
        }
    }

    public func bool() throws(JSONError) -> Bool {
        guard case .bool(let bool) = value else { throw mismatch("true or false") }
        return bool
    }

    /// Refuses members of an object that are not among those named: a misspelt key must not pass in silence.
    public func allowOnly(_ keys: Set<String>) throws(JSONError) {
        for (key, _) in try members() where !keys.contains(key) {
            throw error("expected one of \(keys.sorted().joined(separator: ", ")), found \"\(key)\"")
        }
    }

    /// An error at this place.
    public func error(_ message: String) -> JSONError { JSONError(message, at: path) }

    private func mismatch(_ expected: String) -> JSONError { error("expected \(expected), found \(value.kind)") }
}

extension JSONValue {
    /// What a message calls it.
    var kind: String {
        switch self {
        case .null: "null"
        case .bool(let value): String(value)
        case .integer(let value): String(value)
        case .number(let value): String(value)
        case .string(let value): "\"\(value)\""
        case .array: "an array"
        case .object: "an object"
        }
    }
}
