import GraphIR

/// Images are stored with their channels last, so that a transposition from or to that layout vanishes, and a reshape
/// that joins an image's axes in the file's order needs one in front.
///
/// Where a Transpose follows such a reshape and puts the channels last again, both are one reshape.
struct ChannelsLast: Lowering {
    static let name = "channels-last"

    func apply(to operations: inout OperationGraph) {
        joinReshapesWithTransposes(&operations)
        operations.bypass(operations.operations.indices.filter { isLayoutChange(operations, $0) })
        insertTransposes(&operations)
    }

    /// (N, C, H, W) → (N, C, H·W) → (N, H·W, C) moves nothing when channels are last.
    private func joinReshapesWithTransposes(_ operations: inout OperationGraph) {
        for index in operations.operations.indices where operations.operations[index].isNamed("transpose") {
            let middle = operations.operations[index].inputs[0]
            guard permutation(operations, index) == [0, 2, 1],
                let reshape = operations.onlyProducer(of: middle, named: "reshape"),
                let image = imageBehind(operations, reshape), operations.type(of: middle).shape?.count == 3,
                let joined = operations.type(of: middle).fixedShape, joined[1] == image.channels
            else { continue }
            operations.foldBack(index, into: reshape)
        }
        operations.connect()
    }

    /// The image that a reshape reads, where its elements' order depends on the layout.
    private func imageBehind(_ operations: OperationGraph, _ reshape: Int) -> ImageExtents? {
        let input = operations.operations[reshape].inputs[0]
        guard operations.isImage[input], let image = operations.extents(of: input), image.channels > 1,
            image.height > 1 || image.width > 1
        else { return nil }
        return image
    }

    /// Whether a transposition only says which axis the channels are.
    private func isLayoutChange(_ operations: OperationGraph, _ index: Int) -> Bool {
        guard operations.operations[index].isNamed("transpose"), let permutation = permutation(operations, index),
            permutation.count > 2, let input = operations.operations[index].inputs.first,
            let output = operations.operations[index].outputs.first
        else { return false }
        let last = permutation.count - 1
        let toLast = [0] + (2...last) + [1]
        let toFirst = [0, last] + (1..<last)
        return (operations.isImage[input] && permutation == toLast)
            || (!operations.isImage[input] && operations.isImage[output] && permutation == toFirst)
    }

    private func permutation(_ operations: OperationGraph, _ index: Int) -> [Int]? {
        guard let transpose = operations.anchor(of: index)?.operation as? Transpose,
            let input = operations.operations[index].inputs.first,
            let rank = operations.type(of: input).shape?.count
        else { return nil }
        return transpose.permutation(ofRank: rank)
    }

    private func insertTransposes(_ operations: inout OperationGraph) {
        var replacements: [Int: [Operation]] = [:]
        for index in operations.operations.indices where operations.operations[index].isNamed("reshape") {
            var reshape = operations.operations[index]
            guard imageBehind(operations, index) != nil, reshape.nodes.count == 1 else { continue }
            let input = reshape.inputs[0]
            let transposed = operations.addTensor(like: input)
            reshape.inputs[0] = transposed
            replacements[index] = [
                Operation(added: "transpose", inputs: [input], outputs: [transposed]), reshape,
            ]
        }
        operations.replace(replacements)
    }
}
