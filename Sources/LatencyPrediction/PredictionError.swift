/// Predictors could not be found, read, trained or written.
public struct PredictionError: Error, Sendable, Hashable {
    public enum Reason: Sendable, Hashable {
        /// What a file of the pool says breaks its format, or contradicts itself.
        case malformed(String)
        /// A library that training needs is not on this machine.
        case unavailable(String)
        /// No platform of the pool has that name.
        case unknown(String)
        /// There is no such file, or the system does not let us read it.
        case unreadable(String)
        case unwritable(String)
    }

    public var reason: Reason
    /// From the outermost inwards: file, tensor or member.
    public var place: [String]

    public init(_ reason: Reason, at place: String...) {
        self.reason = reason
        self.place = place
    }

    /// The same fault, told with what is around its place.
    func within(_ outer: String) -> PredictionError {
        var error = self
        error.place.insert(outer, at: 0)
        return error
    }
}

extension PredictionError: CustomStringConvertible {
    public var description: String {
        let message =
            switch reason {
            case .malformed(let message), .unavailable(let message), .unknown(let message), .unreadable(let message),
                .unwritable(let message):
                message
            }
        return (place + [message]).joined(separator: ": ")
    }
}
