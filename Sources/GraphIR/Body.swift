/// A graph inside a node: a branch of an `If`, or what a loop repeats.
public struct Body: Sendable {
    /// A value of the outer graph that the body reads.
    public struct Capture: Sendable {
        /// The value of the body's own graph that stands for it.
        public var inner: Value.ID
        /// The node's input that is it.
        public var input: Int

        public init(inner: Value.ID, input: Int) {
            self.inner = inner
            self.input = input
        }
    }

    /// The attribute that holds it: `then_branch`.
    public var name: String
    public var graph: Graph
    public var captures: [Capture]

    public init(name: String, graph: Graph, captures: [Capture]) {
        self.name = name
        self.graph = graph
        self.captures = captures
    }
}
