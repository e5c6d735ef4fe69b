import JSONText

/// An error on one model among several, as JSON lines tell it: schema `kernelcast/error/1`.
public struct ModelFailure: Sendable, Hashable {
    public var path: String
    public var message: String
    /// The place in the file; empty where it is not known.
    public var location: String

    public init(path: String, message: String, location: String) {
        self.path = path
        self.message = message
        self.location = location
    }

    /// {schema, path, message, location} on one line, with its line feed.
    public var jsonLine: String { json.text() + "\n" }

    var json: JSONValue {
        .object([
            .init("schema", .string("kernelcast/error/1")), .init("path", .string(path)),
            .init("message", .string(message)), .init("location", .string(location)),
        ])
    }
}
