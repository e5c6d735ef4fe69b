/// How a framework forms a kernel: a root operator, what must follow it, and the kernel that they are together.
public struct Rule: Sendable, Hashable {
    /// A graph in a few words and the kernels that it must give: documentation and test at once.
    public struct Example: Sendable, Hashable {
        /// Statements such as `a = Conv(x, 64) kernel=3`, separated by semicolons.
        public var graph: String
        /// The shape of the input `x`: `1x64x56x56`.
        public var input: String
        public var parameters: [String: String]
        /// Each kernel as its algorithm, its operation and its tail: `winograd: convolution_2d relu`.
        public var kernels: [String]
        public var why: String
    }

    public var id: String
    /// Why it stands where it stands among the rules.
    public var because: String
    /// The operators that start it.
    public var root: [String]
    var guards: [Guard]
    /// Parameters and the values for which the rule exists.
    public var when: [String: [String]]
    var steps: [Step]
    public var kernel: KernelType
    public var algorithm: String
    /// Whether the runtime executes nothing for it.
    public var isFree: Bool
    var extent: Extent
    var emission: Emission
    public var examples: [Example]

    /// An operator that follows in the same kernel.
    struct Step: Sendable, Hashable {
        /// Which operand the value of the kernel so far must be.
        enum Operand: String, Sendable, CaseIterable {
            case first
            /// The first, but of a sum or product over equal shapes the one that is written last, and of a product with a
            /// broadcast operand the other one: the delegate binds the larger tensor to the first input.
            case firstOrLatest = "first-or-latest"
            /// Any, where all operands have one shape.
            case sameShape = "same-shape"
        }

        /// How often it occurs.
        enum Repetition: String, Sendable, CaseIterable {
            case once
            case optional = "at-most-once"
            case repeated = "any-number"
        }

        var operators: Set<String>
        var operand: Operand
        var repetition: Repetition
        var guards: [Guard]
        /// Whether the kernel's tail lists it; the algorithm's name may speak for it.
        var isListed: Bool
    }

    /// Whether the ruleset's tail follows.
    enum Extent: String, Sendable, CaseIterable {
        case withTail = "with-tail"
        case alone
    }

    /// What runs for one claim.
    enum Emission: String, Sendable, CaseIterable {
        /// One kernel.
        case one
        /// A split, a convolution per group, and a concatenation.
        case perGroup = "per-group"
    }
}
