import GraphIR

/// For each tensor the operations that read it, once per reading input, in order of execution.
struct TensorReaders: Sendable {
    private let operations: [Int]
    /// Per tensor, where its readers begin; then where the last one's end.
    private let starts: [Int]

    init(_ graph: OperationGraph) {
        var starts = [0]
        starts.reserveCapacity(graph.readerCounts.count + 1)
        for count in graph.readerCounts { starts.append(starts[starts.count - 1] + count) }
        var next = starts
        var operations = Array(repeating: 0, count: starts[starts.count - 1])
        for index in graph.operations.indices {
            for place in graph.operations[index].inputs.indices {
                let input = graph.operations[index].inputs[place]
                operations[next[input]] = index
                next[input] += 1
            }
        }
        self.operations = operations
        self.starts = starts
    }

    /// How many tensors there were when the readers were found.
    var tensorCount: Int { starts.count - 1 }

    subscript(tensor: Int) -> ArraySlice<Int> { operations[starts[tensor]..<starts[tensor + 1]] }
}
