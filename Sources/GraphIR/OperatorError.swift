/// An operator's attributes or inputs contradict its specification.
public struct OperatorError: Error, Sendable, Hashable {
    /// The part to blame.
    public enum Part: Sendable, Hashable {
        case attribute(String)
        case input(Int)
        case inputs
    }

    public var part: Part
    /// What was expected and what was found: `expected 3 channels, found 4`.
    public var reason: String

    public init(_ part: Part, _ reason: String) {
        self.part = part
        self.reason = reason
    }

    /// The part as a message calls it: `attribute "strides"`; nil for the inputs as a whole.
    public var partDescription: String? {
        switch part {
        case .attribute(let name): "attribute \"\(name)\""
        case .input(let index): "input \(index)"
        case .inputs: nil
        }
    }
}
