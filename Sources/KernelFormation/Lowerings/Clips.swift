import GraphIR

extension OperationGraph {
    /// The bounds of a Clip, where they are constants.
    func clipBounds(of index: Int) -> ClosedRange<Double>? {
        guard let node = operations[index].anchor, let clip = graph.nodes[node].operation as? Clip else { return nil }
        return clip.bounds(for: graph.operands(ofNode: node))
    }
}

/// Clip becomes RELU, RELU6 or RELU_N1_TO_1 where TFLite has one of these bounds, all of them `relu` to the delegate; and
/// else a minimum and a maximum, the latter again a RELU where it is 0.
struct Clips: Lowering {
    static let name = "clips"

    func apply(to operations: inout OperationGraph) {
        var replacements: [Int: [Operation]] = [:]
        for index in operations.operations.indices where operations.operations[index].isNamed("Clip") {
            switch operations.clipBounds(of: index) {
            case nil: replacements[index] = operations.chain(["minimum", "maximum"], for: operations.operations[index])
            case (-1)...1, 0...6, 0...(.infinity): operations.operations[index].name = "relu"
            case let bounds?:
                let upper = bounds.upperBound < .infinity ? ["minimum"] : []
                let lower = bounds.lowerBound == 0 ? ["relu"] : bounds.lowerBound > -.infinity ? ["maximum"] : []
                let names = upper + lower
                replacements[index] = operations.chain(
                    names.isEmpty ? ["copy"] : names, for: operations.operations[index])
            }
        }
        operations.replace(replacements)
    }
}
