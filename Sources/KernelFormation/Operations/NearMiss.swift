import GraphIR

/// A lowering that almost joined two operations, and what stopped it: an `Explanation` once the kernels are known.
struct NearMiss: Sendable {
    /// The name of the lowering.
    var lowering: String
    /// The file's node at which it gave up.
    var node: Int
    var obstacle: Explanation.Obstacle
}

extension OperationGraph {
    /// Notes that an operation did not join the one that writes its input, where that has one of the names, because
    /// others see what it writes.
    mutating func noteNearMiss(_ lowering: String, at index: Int, behind names: String...) {
        for input in operations[index].inputs where producers[input] >= 0 {
            guard names.contains(operations[producers[input]].name) else { continue }
            if isOutput[input] {
                noteNearMiss(lowering, at: index, .graphOutput)
            } else if readerCounts[input] > 1 {
                noteNearMiss(lowering, at: index, .readers(readerCounts[input]))
            }
        }
    }

    /// Notes what stopped a lowering at an operation; nothing for operations that stand for no node.
    mutating func noteNearMiss(_ lowering: String, at index: Int, _ obstacle: Explanation.Obstacle) {
        guard let node = operations[index].nodes.first else { return }
        nearMisses.append(NearMiss(lowering: lowering, node: node, obstacle: obstacle))
    }
}

extension Formation {
    /// Tells of lowerings' near-misses, by the kernels that formed instead.
    mutating func explain(_ nearMisses: [NearMiss]) {
        guard let last = nearMisses.map(\.node).max() else { return }
        var owners = Array(repeating: 0, count: last + 1)
        for (index, kernel) in kernels.enumerated() {
            for node in kernel.places where node <= last { owners[node] = index }
        }
        for miss in nearMisses {
            explanations.append(
                Explanation(rule: miss.lowering, kernel: owners[miss.node], node: miss.node, obstacle: miss.obstacle))
        }
    }
}
