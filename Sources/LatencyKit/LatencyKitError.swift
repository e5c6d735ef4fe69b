/// Why a use case could not be carried out.
public struct LatencyKitError: Error, Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable {
        /// What the caller asked for does not exist: a platform, a ruleset, an option's value.
        case usage
        case badInput = "bad-input"
        case noSuchFile = "no-such-file"
        /// A runtime or device that is not there.
        case unavailable
        /// A promise of ours is broken.
        case defect
        case writeFailed = "write-failed"
    }

    public var kind: Kind
    /// The file at fault, where there is one.
    public var path: String?
    /// What was expected and what was found.
    public var message: String
    /// The place in the file, where it is known.
    public var location: String

    public init(_ kind: Kind, path: String? = nil, _ message: String, location: String = "") {
        self.kind = kind
        self.path = path
        self.message = message
        self.location = location
    }

    /// The same fault of a file, told with the place that names the file.
    func within(_ place: String) -> LatencyKitError {
        var error = self
        error.path = path.map { "\(place): \($0)" } ?? place
        return error
    }
}

extension LatencyKitError: CustomStringConvertible {
    /// `resnet.onnx: node 12 "conv1" (Conv): attribute "strides": expected 2 integers, found 3`
    public var description: String {
        [path, location.isEmpty ? nil : location, message].compactMap(\.self).joined(separator: ": ")
    }
}
