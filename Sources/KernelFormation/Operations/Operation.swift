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
    var anchor: Int?
    var source = Kernel.Source.file
    var window: ImageWindow?
    /// For each axis of a transposition's output the input's, where a lowering has changed it or added it.
    var permutation: [Int]?
    /// The axis, or the axes, along which it works, where a lowering has changed them.
    var axis: Int?
    var axes: [Int]?
    /// What the framework's file writes as a part of this operator: a fused activation.
    var fusedOperators: [String] = []
    /// Elements of biases that a lowering adds to the anchor's own parameters, and those of operations that it folds in.
    var addedParameters = 0
    /// The work of operations that a lowering folds in.
    var addedMultiplyAccumulates = 0
    /// Where a lowering knows which of the runtime's kernels runs: its name.
    var algorithm = ""
    /// Whether it has been folded into another, which stands for its nodes now.
    var isFolded = false
}

extension Operation {
    /// What a lowering adds: it stands for no node of the file.
    init(added name: String, inputs: IndexList, outputs: IndexList) {
        self.init(name: name, inputs: inputs, outputs: outputs, nodes: [], anchor: nil, source: .lowering)
    }

    /// The name as configurations have it; most names are in lower case already.
    var lowercasedName: String {
        name.utf8.contains { $0 >= 0x80 || UInt8(ascii: "A")...UInt8(ascii: "Z") ~= $0 } ? name.lowercased() : name
    }
}
