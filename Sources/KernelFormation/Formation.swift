public import GraphIR

/// The kernels that a framework forms of a graph, and why.
public struct Formation: Sendable {
    /// In the order in which they run.
    public var kernels: [Kernel]
    public var explanations: [Explanation]
    public var diagnostics: [Diagnostic]

    /// Whether a formation tells of near-misses: every kernel has some, and who does not read them need not wait.
    public enum Explanations: Sendable {
        case included, omitted
    }
}

/// Why a rule did not form, or did not extend, a kernel where its operators were all there.
public struct Explanation: Sendable, Hashable {
    /// What stood in the way.
    public enum Obstacle: Sendable, Hashable {
        /// The value between has this many readers.
        case readers(Int)
        /// The value between is an output of the graph.
        case graphOutput
        /// The value between is not the operand that the rule asks for.
        case operand
        /// Another operand is computed only after the kernel runs.
        case notReady
        /// The operator alone reads the kernel's value, and the rule does not list it.
        case notListed(String)
        /// A guard of the rule, by its name, does not hold.
        case guardFailed(String)
    }

    /// The id of the rule.
    public var rule: String
    /// The index of the kernel that formed instead.
    public var kernel: Int
    /// The file's node at which the rule gave up; nil where a lowering added the operation there.
    public var node: Int?
    public var obstacle: Obstacle
}

extension Explanation.Obstacle: CustomStringConvertible {
    public var description: String {
        switch self {
        case .readers(let count): "its input has \(count) readers"
        case .graphOutput: "its input is an output of the graph"
        case .operand: "it reads the value as another operand than the rule asks for"
        case .notReady: "another operand is computed only after the kernel runs"
        case .notListed(let name): "\(name) is none of the operators that the rule takes"
        case .guardFailed(let name): "\"\(name)\" does not hold"
        }
    }
}
