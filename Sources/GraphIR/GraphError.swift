/// A graph contradicts itself, or the shapes that the user asks for do not fit it.
public struct GraphError: Error, Sendable, Hashable {
    public var message: String
    public var location: ModelLocation

    public init(_ message: String, at location: ModelLocation = ModelLocation()) {
        self.message = message
        self.location = location
    }

    /// What an operator blames, at its node.
    public init(_ error: OperatorError, at node: ModelLocation.NodeLabel) {
        self.init(error.reason, at: ModelLocation(node: node, part: error.partDescription))
    }
}

extension GraphError: CustomStringConvertible {
    public var description: String {
        let place = location.description
        return place.isEmpty ? message : "\(place): \(message)"
    }
}
