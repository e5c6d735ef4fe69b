import GraphIR
import JSONText

extension Diagnostic {
    /// {severity, code, message, location}, as every JSON result lists them.
    var json: JSONValue {
        .object([
            .init("severity", .string(severity.rawValue)), .init("code", .string(code)),
            .init("message", .string(message)), .init("location", .string(location.description)),
        ])
    }

    /// The line that a person reads: `warning: node 3 (Foo): no operator "Foo" is known`.
    var line: String {
        let place = location.description
        return "\(severity.rawValue): " + (place.isEmpty ? "" : "\(place): ") + message
    }
}
