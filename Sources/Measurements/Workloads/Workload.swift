public import KernelFormation

/// What is measured as a whole: a kernel, a block or a network, told by the kernels that it runs.
public struct Workload: Sendable, Hashable {
    /// How much of a model it is.
    public enum Kind: String, Sendable, Hashable {
        case block, kernel, network
    }

    /// A kernel, and how often it runs.
    public struct Part: Sendable, Hashable {
        public var kernel: Kernel
        public var count: Int

        public init(_ kernel: Kernel, count: Int = 1) {
            self.kernel = kernel
            self.count = count
        }
    }

    public var name: String
    public var kind: Kind
    /// What its like are called: a block's design, a kernel's type; `network`.
    public var group: String
    public var parts: [Part]

    public init(name: String, kind: Kind, group: String, parts: [Part]) {
        self.name = name
        self.kind = kind
        self.group = group
        self.parts = parts
    }
}
