/// The kernels that we form of a model beside the operators that a runtime executes of it, by kinds.
public struct RuntimeComparison: Sendable {
    /// How many of one kind there are.
    public struct Difference: Sendable, Hashable {
        public var kind: String
        public var formed: Int
        public var executed: Int
    }

    /// Operators that the runtime executes.
    public let executedCount: Int
    /// The kinds of which one side has more, the largest difference first.
    public let differences: [Difference]

    /// - Parameters:
    ///   - executed: the runtime's operators, each with its count; those of other domains as `com.microsoft:FusedConv`.
    ///   - formed: ours, of which views that run nothing, the only trace of nodes that the runtime removes, do not count.
    ///   - kinds: the runtime's table.
    public init(executed: [String: Int], formed: [Kernel], by kinds: RuntimeKinds) {
        var counts: [String: Difference] = [:]
        for (name, count) in executed {
            let kind = kinds.kind(ofExecuted: name)
            counts[kind, default: Difference(kind: kind, formed: 0, executed: 0)].executed += count
        }
        for kernel in formed where kernel.configuration.operation != "view" {
            let kind = kinds.kind(ofFormed: kernel.configuration.operation)
            counts[kind, default: Difference(kind: kind, formed: 0, executed: 0)].formed += 1
        }
        executedCount = executed.values.reduce(0, +)
        differences = counts.values.filter { $0.formed != $0.executed }.sorted {
            (-abs($0.formed - $0.executed), $0.kind) < (-abs($1.formed - $1.executed), $1.kind)
        }
    }

    /// Σ|ours − theirs| over the kinds.
    public var differenceCount: Int { differences.reduce(0) { $0 + abs($1.formed - $1.executed) } }

    /// 1 − Σ|ours − theirs| / executed.
    public var agreement: Double { 1 - Double(differenceCount) / Double(max(executedCount, 1)) }
}
