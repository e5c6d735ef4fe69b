/// A ruleset contradicts itself, or does not know what is asked of it.
public struct KernelFormationError: Error, Sendable, Hashable {
    /// What was expected and what was found.
    public var message: String
    /// The ruleset's id or file, then the path of the member at fault: `tflite-gpu: rules[2].where[0]`.
    public var place: String

    public init(_ message: String, at place: String = "") {
        self.message = message
        self.place = place
    }
}

extension KernelFormationError: CustomStringConvertible {
    public var description: String { place.isEmpty ? message : "\(place): \(message)" }
}
