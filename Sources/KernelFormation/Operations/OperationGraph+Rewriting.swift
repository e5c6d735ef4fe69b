import GraphIR

/// What lowerings ask of the operations and do to them.
extension OperationGraph {
    /// The operations of these names, in order of execution.
    func indices(named names: String...) -> [Int] {
        var known = NameMemo<Bool>()
        return operations.indices.filter { known.finding(of: operations[$0].name, names.contains) }
    }

    /// The node that gives an operation its type.
    func anchor(of index: Int) -> Node? { operations[index].anchor.map { graph.nodes[$0] } }

    /// Whether an operation reads exactly one tensor that is computed at run time, and a constant.
    func constantOperand(of index: Int) -> Value? {
        guard operations[index].inputs.count == 1, let node = operations[index].anchor else { return nil }
        for case let input? in graph.nodes[node].inputs where input.index != operations[index].inputs[0] {
            let value = graph[input]
            if value.isConstant { return value }
        }
        return nil
    }

    /// The number that an operation adds, multiplies by or the like, where its other operand is one.
    func scalarOperand(of index: Int) -> Double? {
        guard let numbers = constantOperand(of: index)?.elements?.numbers, numbers.count == 1 else { return nil }
        return numbers[0]
    }

    /// Whether an operation's first operand in the file is the one that is computed: x − c and not c − x.
    func startsWithComputedOperand(_ index: Int) -> Bool {
        guard let node = operations[index].anchor, let first = graph.nodes[node].inputs.first, let first else {
            return false
        }
        return !graph[first].isConstant
    }

    /// For each axis of a transposition's output the input's.
    func permutation(of index: Int) -> [Int]? {
        if let permutation = operations[index].permutation { return permutation }
        guard let transpose = anchor(of: index)?.operation as? Transpose,
            let rank = operations[index].inputs.first.flatMap({ type(of: $0).shape?.count })
        else { return nil }
        return transpose.permutation(ofRank: rank)
    }

    /// The operation that alone writes a tensor for one reader, where it has one of the names.
    func onlyProducer(of tensor: Int, named names: String...) -> Int? {
        onlyProducer(of: tensor).flatMap { names.contains(operations[$0].name) ? $0 : nil }
    }

    /// Makes an operation stand for another's nodes too; `connect` then lets the other go.
    mutating func fold(_ index: Int, into survivor: Int) {
        operations[survivor].nodes += operations[index].nodes
        operations[index].isFolded = true
        markStale()
    }

    /// Folds an operation into the one that writes its input, which then writes its outputs.
    mutating func foldBack(_ index: Int, into producer: Int) {
        fold(index, into: producer)
        operations[producer].outputs = operations[index].outputs
        for output in operations[index].outputs { setProducer(of: output, to: producer) }
    }

    /// Puts operations in the place of others; each list stands for the nodes of what it replaces.
    mutating func replace(_ replacements: [Int: [Operation]]) {
        guard !replacements.isEmpty else { return connect() }
        var result: [Operation] = []
        result.reserveCapacity(operations.count + replacements.count)
        for (index, operation) in operations.enumerated() {
            if let replacement = replacements[index] {
                result += replacement
            } else {
                result.append(operation)
            }
        }
        operations = result
        markStale()
        connect()
    }

    /// Puts what the closure makes of each operation of a name, one that computes something at run time, in its place;
    /// the first of it stands for its nodes.
    mutating func expand(_ name: String, by expansion: (Operation, inout OperationGraph) -> [Operation]) {
        var replacements: [Int: [Operation]] = [:]
        for index in operations.indices where operations[index].isNamed(name) {
            let operation = operations[index]
            guard !operation.inputs.isEmpty, !operation.outputs.isEmpty else { continue }
            var result = expansion(operation, &self)
            result[0].nodes = operation.nodes
            result[0].anchor = operation.anchor
            result[0].source = operation.source
            replacements[index] = result
        }
        replace(replacements)
    }

    /// Operations one behind another in the place of one; the first stands for its nodes. What flows between them is
    /// like its output, or like the tensors given.
    mutating func chain(_ names: [String], for operation: Operation, between: [Int]? = nil) -> [Operation] {
        let models = between ?? Array(repeating: operation.outputs[0], count: names.count - 1)
        let tensors = models.map { IndexList([addTensor(like: $0)]) } + [operation.outputs]
        var first = operation
        first.name = names[0]
        first.outputs = tensors[0]
        return [first]
            + zip(names.dropFirst(), zip(tensors, tensors.dropFirst())).map { name, tensors in
                Operation(added: name, inputs: tensors.0, outputs: tensors.1)
            }
    }

    /// Lets readers of these operations' outputs read their first inputs instead. What writes that input stands for
    /// their nodes; behind an input of the graph they stay, as views that run nothing and come first.
    mutating func bypass(_ indices: [Int]) {
        guard !indices.isEmpty else { return }
        var sources = Array(producers.indices)
        var views: [Operation] = []
        for index in indices {
            let input = sources[operations[index].inputs[0]]
            for output in operations[index].outputs {
                sources[output] = input
                if isOutput[output] { markOutput(input) }
            }
            if producers[input] >= 0 {
                fold(index, into: producers[input])
            } else {
                let view = operations[index]
                views.append(
                    Operation(name: "view", inputs: [], outputs: [], nodes: view.nodes, anchor: view.anchor))
                operations[index].isFolded = true
            }
        }
        for index in operations.indices {
            for position in operations[index].inputs.indices {
                let input = operations[index].inputs[position]
                if sources[input] != input { operations[index].inputs[position] = sources[input] }
            }
        }
        if !views.isEmpty { operations.insert(contentsOf: views, at: 0) }
        markStale()
        connect()
    }
}
