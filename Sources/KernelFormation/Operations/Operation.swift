import GraphIR

/// What a framework executes before kernels are formed: nodes of the file, or what a lowering makes of them.
struct Operation: Sendable {
    /// The operator's name in the vocabulary of the stage: the file's, then the framework's.
    var name: String
    /// The tensors that are computed at run time, in the operator's order: constants are left out.
    var inputs: IndexList
    var outputs: IndexList
    /// The file's nodes that it stands for; each node stands in one operation only.
    var nodes: IndexList
    /// The node that gives it its type and attributes; nil for what a lowering adds.
    // `Optional`, as the nil that `?` begins with would make the initializer copy the whole value.
    var anchor: Optional<Int>
    var source: Kernel.Source
    var window: Optional<ImageWindow>
    /// Whether it has been folded into another, which stands for its nodes now.
    var isFolded: Bool
    private var changes: Optional<Changes>

    init(
        name: String, inputs: IndexList, outputs: IndexList, nodes: IndexList, anchor: Int?,
        source: Kernel.Source = .file, window: ImageWindow? = nil, permutation: [Int]? = nil
    ) {
        self.name = name
        self.inputs = inputs
        self.outputs = outputs
        self.nodes = nodes
        self.anchor = anchor
        self.source = source
        self.window = window
        isFolded = false
        changes = nil
        if let permutation { self.permutation = permutation }
    }
}

extension Operation {
    /// What lowerings, and formats with operators of their own, say of few operations: one reference in all others.
    private final class Changes: Sendable {
        let values: Values

        init(_ values: Values) { self.values = values }
    }

    private struct Values {
        var permutation: [Int]?
        var axis: Int?
        var axes: [Int]?
        var fusedOperators: [String] = []
        var addedParameters = 0
        var addedMultiplyAccumulates = 0
        var algorithm = ""
    }

    private subscript<Member>(member: WritableKeyPath<Values, Member>) -> Member {
        get { (changes?.values ?? Values())[keyPath: member] }
        set {
            var values = changes?.values ?? Values()
            values[keyPath: member] = newValue
            changes = Changes(values)
        }
    }

    /// For each axis of a transposition's output the input's, where a lowering has changed it or added it.
    var permutation: [Int]? {
        get { changes?.values.permutation }
        set { self[\.permutation] = newValue }
    }

    /// The axis, or the axes, along which it works, where a lowering has changed them.
    var axis: Int? {
        get { changes?.values.axis }
        set { self[\.axis] = newValue }
    }

    var axes: [Int]? {
        get { changes?.values.axes }
        set { self[\.axes] = newValue }
    }

    /// What the framework's file writes as a part of this operator: a fused activation.
    var fusedOperators: [String] {
        get { changes?.values.fusedOperators ?? [] }
        set { self[\.fusedOperators] = newValue }
    }

    /// Elements of biases that a lowering adds to the anchor's own parameters, and those of operations that it folds in.
    var addedParameters: Int {
        get { changes?.values.addedParameters ?? 0 }
        set { self[\.addedParameters] = newValue }
    }

    /// The work of operations that a lowering folds in.
    var addedMultiplyAccumulates: Int {
        get { changes?.values.addedMultiplyAccumulates ?? 0 }
        set { self[\.addedMultiplyAccumulates] = newValue }
    }

    /// Where a lowering knows which of the runtime's kernels runs: its name.
    var algorithm: String {
        get { changes?.values.algorithm ?? "" }
        set { self[\.algorithm] = newValue }
    }
}

extension Operation {
    /// Whether it has that name. Most names differ in length already, which is told sooner than whether texts are equal.
    @inline(__always)
    func isNamed(_ name: String) -> Bool { self.name.hasSameLength(as: name) && self.name == name }

    /// What a lowering adds: it stands for no node of the file.
    init(added name: String, inputs: IndexList, outputs: IndexList) {
        self.init(name: name, inputs: inputs, outputs: outputs, nodes: [], anchor: nil, source: .lowering)
    }
}

extension String {
    /// Whether both take as many bytes.
    @inline(__always)
    func hasSameLength(as other: String) -> Bool { utf8.count == other.utf8.count }

    /// An operator's name as configurations have it; most names are in lower case already.
    var lowercasedOperator: String {
        let bytes = utf8.span
        for place in bytes.indices where bytes[place] >= 0x80 || UInt8(ascii: "A")...UInt8(ascii: "Z") ~= bytes[place] {
            return lowercased()
        }
        return self
    }
}
