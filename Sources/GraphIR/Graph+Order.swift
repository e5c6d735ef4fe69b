extension Graph {
    /// Finds an order of execution: the file's own where that is one.
    ///
    /// - Throws: `GraphError` at a node that reads, directly or through others, what it writes.
    mutating func order() throws(GraphError) {
        if isFileOrderAnOrder() {
            executionOrder = Array(nodes.indices)
            return
        }
        var missing = Array(repeating: 0, count: nodes.count)
        var readers = Array(repeating: [Int](), count: nodes.count)
        for index in nodes.indices {
            for case let input? in nodes[index].inputs {
                guard let producer = values[input.index].producer else { continue }
                missing[index] += 1
                readers[producer].append(index)
            }
        }
        var order = nodes.indices.filter { missing[$0] == 0 }
        var next = 0
        while next < order.count {
            for reader in readers[order[next]] {
                missing[reader] -= 1
                if missing[reader] == 0 { order.append(reader) }
            }
            next += 1
        }
        guard order.count == nodes.count else {
            let stuck = missing.firstIndex { $0 > 0 } ?? 0
            throw GraphError(
                "expected a graph without cycles, found a node that waits for its own output",
                at: ModelLocation(node: label(ofNode: stuck)))
        }
        executionOrder = order
    }

    private func isFileOrderAnOrder() -> Bool {
        for index in nodes.indices {
            for place in nodes[index].inputs.indices {
                guard let input = nodes[index].inputs[place] else { continue }
                if let producer = values[input.index].producer, producer >= index { return false }
            }
        }
        return true
    }
}
