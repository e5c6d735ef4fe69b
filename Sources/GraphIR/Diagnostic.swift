/// Something that the reader of a result should know, and that did not stop the work.
public struct Diagnostic: Sendable, Hashable {
    public enum Severity: String, Sendable, Hashable {
        case note, warning
    }

    public var severity: Severity
    /// A stable word for programs: `unknown-operator`.
    public var code: String
    public var message: String
    public var location: ModelLocation

    public init(_ severity: Severity, _ code: String, _ message: String, at location: ModelLocation = .init()) {
        self.severity = severity
        self.code = code
        self.message = message
        self.location = location
    }
}
