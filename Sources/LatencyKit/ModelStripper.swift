import ModelFormats

/// Takes the weights out of a model file.
public struct ModelStripper: Sendable {
    public init() {}

    /// The bytes of the same model without its weights.
    ///
    /// - Parameter path: the model file, or `-` for standard input.
    public func strip(_ path: String) throws(LatencyKitError) -> [UInt8] {
        do {
            return try ModelReader().strip(path: path)
        } catch {
            throw LatencyKitError(error, path: path)
        }
    }
}
