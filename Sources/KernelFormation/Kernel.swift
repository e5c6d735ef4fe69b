import GraphIR

/// A unit of execution that a framework forms of one or more nodes.
public struct Kernel: Sendable, Hashable {
    /// Where a kernel comes from.
    public enum Source: String, Sendable, Hashable {
        /// Nodes of the file.
        case file
        /// What a lowering to the framework's own format adds.
        case lowering
        /// What the runtime adds on its own: a layout change, an explicit pad.
        case runtime
    }

    public var type: KernelType
    /// The index of the node that gives the kernel its type, where it has one.
    // `Optional`, as the nil that `?` begins with would make the initializer copy the whole value.
    public var anchor: Optional<Int>
    /// What `nodes` lists: most kernels are of few.
    var places: IndexList
    public var source: Source
    /// The id of the rule that formed it.
    public var rule: String
    public var configuration: KernelConfiguration
    /// Whether the runtime executes nothing for it: a view.
    public var isFree: Bool

    /// Indices into `Graph.nodes`, ascending; empty where the runtime adds the kernel.
    public var nodes: [Int] {
        get { Array(places) }
        set { places = IndexList(newValue) }
    }

    public init(
        type: KernelType, anchor: Int?, nodes: [Int], source: Source = .file, rule: String,
        configuration: KernelConfiguration, isFree: Bool = false
    ) {
        self.init(
            type: type, anchor: anchor, places: IndexList(nodes), source: source, rule: rule,
            configuration: configuration, isFree: isFree)
    }

    init(
        type: KernelType, anchor: Int?, places: IndexList, source: Source, rule: String,
        configuration: consuming KernelConfiguration, isFree: Bool = false
    ) {
        self.type = type
        self.anchor = anchor
        self.places = places
        self.source = source
        self.rule = rule
        self.configuration = configuration
        self.isFree = isFree
    }
}
