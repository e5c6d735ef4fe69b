import GraphIR

/// Which tensors a runtime holds in a layout of its own, and the copies that it makes in the other layout where an
/// operation cannot read what is there.
struct LayoutCopies {
    /// Per tensor, whether it is in the runtime's own layout.
    private var isOwn: [Bool]
    /// Per tensor, its copy in the other layout.
    private(set) var copies: [Int: Int] = [:]

    init(_ operations: OperationGraph) { isOwn = Array(repeating: false, count: operations.producers.count) }

    subscript(tensor: Int) -> Bool { isOwn[tensor] }

    /// Notes that a tensor is in the runtime's own layout.
    mutating func mark(_ tensor: Int) { isOwn[tensor] = true }

    /// A new tensor, in the layout that is said.
    mutating func addTensor(like tensor: Int, isOwn: Bool, _ operations: inout OperationGraph) -> Int {
        self.isOwn.append(isOwn)
        return operations.addTensor(like: tensor)
    }

    /// Lets an operation read an operand in a layout, of a copy where the tensor has the other.
    mutating func read(_ place: Int, of index: Int, inOwn: Bool, _ operations: inout OperationGraph) {
        let tensor = operations.operations[index].inputs[place]
        guard isOwn[tensor] != inOwn else { return }
        operations.operations[index].inputs[place] = copy(of: tensor, &operations)
    }

    /// The tensor of which one is the copy.
    func original(of copy: Int) -> Int? { copies.first { $0.value == copy }?.key }

    /// Takes a copy back.
    mutating func removeCopy(of tensor: Int) { copies[tensor] = nil }

    /// The copy of a tensor in the other layout.
    mutating func copy(of tensor: Int, _ operations: inout OperationGraph) -> Int {
        if let copy = copies[tensor] { return copy }
        let copy = addTensor(like: tensor, isOwn: !isOwn[tensor], &operations)
        copies[tensor] = copy
        return copy
    }

    /// Puts each reordering behind what writes its tensor, and one before each output of the graph. Lists stand in the
    /// place of the operations of these indices.
    mutating func insertReorders(into operations: inout OperationGraph, replacements: [Int: [Operation]] = [:]) {
        for tensor in isOwn.indices where isOwn[tensor] && operations.isOutput[tensor] {
            operations.moveOutput(from: tensor, to: copy(of: tensor, &operations))
        }
        var result: [Operation] = []
        func insert(behind tensor: Int) {
            guard let copy = copies[tensor] else { return }
            result.append(
                Operation(
                    name: "reorder", inputs: [tensor], outputs: [copy], nodes: [], anchor: nil, source: .runtime))
        }
        let written = Set(operations.operations.flatMap(\.outputs)).union(
            replacements.values.joined().flatMap(\.outputs))
        for tensor in isOwn.indices where !written.contains(tensor) { insert(behind: tensor) }
        for (index, operation) in operations.operations.enumerated() where !operation.isFolded {
            for operation in replacements[index] ?? [operation] {
                result.append(operation)
                for output in operation.outputs { insert(behind: output) }
            }
        }
        operations.operations = result
        operations.markStale()
        operations.connect()
    }
}
