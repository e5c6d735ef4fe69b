/// A text is not strict JSON, or does not hold what its reader expects.
public struct JSONError: Error, Sendable, Hashable {
    /// What was expected and what was found.
    public var message: String
    /// Where: a byte of the text, or the path of a member, `layers[2].name`; empty for the whole.
    public var place: String

    public init(_ message: String, at place: String = "") {
        self.message = message
        self.place = place
    }
}

extension JSONError: CustomStringConvertible {
    public var description: String { place.isEmpty ? message : "\(place): \(message)" }
}
