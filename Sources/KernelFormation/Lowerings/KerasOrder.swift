import GraphIR

/// The order in which the converter writes a Keras model's operators.
///
/// TensorFlow's importer lists operators in reverse post-order of a walk from the sources of the graph, its variables by
/// name and then the input, and the readers of a value by name too (tensorflow/core/graph/algorithm.cc,
/// GetReversePostOrder). So of two branches that meet, the one whose layers have the later name is written last. Seen in
/// the networks of tf2cv that were measured: `body` before `identity_conv` before `se`. The nodes' names must be paths of
/// layers, as torch's exporter writes them.
struct KerasOrder: Lowering {
    static let name = "keras-order"

    func apply(to operations: inout OperationGraph) {
        guard !operations.isTFLite else { return }
        let sources = operations.operations.indices.filter { hasVariables(operations, $0) }
        let names = sources.map { operations.anchor(of: $0)?.name ?? "" }
        guard !names.contains("") else { return }
        let byName = zip(names, sources).sorted { $0.0 > $1.0 }.map(\.1)
        let others = operations.operations.indices.filter { !hasVariables(operations, $0) }
        let order = Walk(operations).reversePostOrder(from: byName + others.reversed())
        operations.operations = order.map { operations.operations[$0] }
        operations.markStale()
        operations.connect()
    }

    private func hasVariables(_ operations: OperationGraph, _ index: Int) -> Bool {
        switch operations.operations[index].name {
        case "BatchNormalization", "Conv", "ConvTranspose", "Gemm": true
        case "MatMul": operations.operations[index].inputs.count == 1
        default: false
        }
    }
}

/// A walk from operations to those that read them, depth first.
private struct Walk {
    private var readers: [[Int]]

    init(_ operations: OperationGraph) {
        let readersOfTensor = TensorReaders(operations)
        readers = operations.operations.map { $0.outputs.flatMap { readersOfTensor[$0] } }
        let names = operations.operations.indices.map { operations.anchor(of: $0)?.name ?? "" }
        for index in readers.indices where readers[index].count > 1 {
            readers[index].sort { (names[$0], $0) < (names[$1], $1) }
        }
    }

    /// Each operation before all that it leads to; the last reader is visited first.
    func reversePostOrder(from starts: [Int]) -> [Int] {
        var postOrder: [Int] = []
        var isSeen = Array(repeating: false, count: readers.count)
        // An operation, and how many of its readers are still to be visited.
        var path: [(index: Int, remaining: Int)] = []
        func enter(_ index: Int) {
            isSeen[index] = true
            path.append((index, readers[index].count))
        }
        for start in starts where !isSeen[start] {
            enter(start)
            while let (index, remaining) = path.last {
                guard remaining > 0 else {
                    postOrder.append(index)
                    path.removeLast()
                    continue
                }
                path[path.count - 1].remaining -= 1
                let next = readers[index][remaining - 1]
                if !isSeen[next] { enter(next) }
            }
        }
        return postOrder.reversed()
    }
}
