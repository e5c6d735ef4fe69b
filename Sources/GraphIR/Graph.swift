/// A model as operators over values: what every format is read into, and what kernels are formed from.
public struct Graph: Sendable {
    public var name: String
    public internal(set) var values: [Value] = []
    /// In the file's order, which may not be an order of execution.
    public internal(set) var nodes: [Node] = []
    /// Indices into `nodes`, such that each value is written before it is read.
    public internal(set) var executionOrder: [Int] = []
    /// What is fed in at each run; initializers are not among them.
    public var inputs: [Value.ID] = []
    public var outputs: [Value.ID] = []

    /// How many more elements `infer()` follows.
    var remainingElementCount = Elements.totalLimit

    public init(name: String = "") { self.name = name }

    /// Makes room for so many nodes and values, so that adding them one by one moves nothing.
    public mutating func reserve(nodeCount: Int, valueCount: Int) {
        nodes.reserveCapacity(nodeCount)
        values.reserveCapacity(valueCount)
    }

    /// Inlinable, so that who asks for a part of a value does not get a copy of all.
    public subscript(id: Value.ID) -> Value {
        @inlinable get { values[id.index] }
        set { values[id.index] = newValue }
    }

    /// Adds a value that nothing writes yet.
    public mutating func add(_ value: consuming Value) -> Value.ID {
        values.append(value)
        return Value.ID(values.count - 1)
    }

    /// Adds a value of unknown type that nothing writes yet.
    public mutating func addValue(_ name: Name) -> Value.ID {
        values.append(Value(name, type: TensorType(.unknown, nil)))
        return Value.ID(values.count - 1)
    }

    /// Adds a node, and makes it the producer of its outputs.
    ///
    /// - Throws: `GraphError` where an output is an input, a constant or another node's output already.
    @discardableResult
    public mutating func add(_ node: consuming Node) throws(GraphError) -> Int {
        let index = nodes.count
        for case let output? in node.outputs {
            guard values[output.index].producer == nil, !values[output.index].isConstant else {
                throw GraphError(
                    "expected a new output, found \"\(self[output].name)\", which is written already",
                    at: ModelLocation(node: label(of: node, at: index)))
            }
            values[output.index].producer = index
        }
        nodes.append(node)
        return index
    }

    /// Notes that a value is a tensor that the file holds, though a node writes it.
    public mutating func hold(_ tensor: Operand, in id: Value.ID) {
        values[id.index].type = tensor.type.merged(with: values[id.index].type)
        values[id.index].elements = tensor.elements
        values[id.index].isConstant = true
    }

    /// How a message names a node.
    public func label(ofNode index: Int) -> ModelLocation.NodeLabel { label(of: nodes[index], at: index) }

    private func label(of node: Node, at index: Int) -> ModelLocation.NodeLabel {
        .init(index: index, name: node.name, operatorName: node.operatorName)
    }

    /// What a node reads, with what is known of it.
    public func operands(ofNode index: Int) -> Operands { operands(of: nodes[index].inputs) }

    /// What is known of the values that a node reads.
    func operands(of inputs: some Sequence<Value.ID?>) -> Operands {
        var operands = Operands()
        for id in inputs {
            operands.append(
                id.map { id in
                    Operand(
                        values[id.index].type, elements: values[id.index].elements,
                        isConstant: values[id.index].isConstant)
                })
        }
        return operands
    }

    /// The types of what a node writes; those that the file leaves out are of unknown type.
    public func outputTypes(ofNode index: Int) -> [TensorType] {
        nodes[index].outputs.map { $0.map { values[$0.index].type } ?? TensorType(.unknown, nil) }
    }

    /// Whether a node's outputs are the same in every run, so that no runtime executes it.
    public func isConstant(node index: Int) -> Bool {
        var isWritten = false
        for place in nodes[index].outputs.indices {
            guard let output = nodes[index].outputs[place] else { continue }
            guard values[output.index].isConstant else { return false }
            isWritten = true
        }
        return isWritten
    }

    /// The work of one run of a node; nil where a shape that it needs or the operator itself is not known.
    public func cost(ofNode index: Int) -> Cost? {
        if let cost = nodes[index].inferredCost { return cost }
        return nodes[index].operation?.cost(inputs: operands(ofNode: index), outputs: outputTypes(ofNode: index))
    }

    /// For each value, the indices of the nodes that read it, once per reading input, in the file's order.
    public func readers() -> [[Int]] {
        var readers = Array(repeating: [Int](), count: values.count)
        for index in nodes.indices {
            for case let input? in nodes[index].inputs { readers[input.index].append(index) }
        }
        return readers
    }
}
