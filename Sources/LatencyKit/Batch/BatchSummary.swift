/// What became of a batch's files.
public struct BatchSummary: Sendable, Hashable {
    /// Files with reports.
    public var modelCount = 0
    /// Files with an error in the index.
    public var failureCount = 0
    /// Files in folders that are no models.
    public var skippedCount = 0
    /// The kinds of the errors.
    public var failures: Set<LatencyKitError.Kind> = []

    public init() {}

    /// All files that are done.
    public var count: Int { modelCount + failureCount + skippedCount }

    static func += (left: inout BatchSummary, right: BatchSummary) {
        left.modelCount += right.modelCount
        left.failureCount += right.failureCount
        left.skippedCount += right.skippedCount
        left.failures.formUnion(right.failures)
    }
}
