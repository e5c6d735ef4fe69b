import GraphIR

/// Convolutions and pools work on images whose channels are packed by fours, NC4HW4; what can follow does, and conversions
/// stand between. A product with weights is a convolution of 1×1 images between two reshapes.
///
/// MNN: tools/converter/source/optimizer/postconvert/AddTensorFormatConverter.cpp and
/// tools/converter/source/optimizer/merge/ConvertMatMulToConv2D.cpp.
struct PackedChannels: Lowering {
    static let name = "packed-channels"

    func apply(to operations: inout OperationGraph) {
        var layouts = PackedLayouts(operations)
        for index in operations.operations.indices { layouts.visit(index, &operations) }
        layouts.copies.insertReorders(into: &operations, replacements: layouts.replacements)
    }
}

/// What follows the packed layout, and what cannot.
private struct PackedLayouts {
    private let readers: TensorReaders
    /// The runtime's own layout is the packed one.
    var copies: LayoutCopies
    private(set) var replacements: [Int: [Operation]] = [:]

    init(_ operations: OperationGraph) {
        readers = TensorReaders(operations)
        copies = LayoutCopies(operations)
    }

    private static let images: Set = [
        "AveragePool", "BatchNormalization", "Conv", "ConvTranspose", "GlobalAveragePool", "GlobalMaxPool", "MaxPool",
        "Resize", "Upsample",
    ]
    /// They compute in order, and on nothing that is packed.
    private static let plain: Set = [
        "ArgMax", "CumSum", "Expand", "Gather", "GroupNormalization", "InstanceNormalization", "LayerNormalization",
        "Pad", "ReduceL1", "ReduceL2", "ReduceMax", "ReduceMean", "ReduceMin", "ReduceSum", "Softmax", "Split",
        "batched_matmul",
    ]

    mutating func visit(_ index: Int, _ operations: inout OperationGraph) {
        let operation = operations.operations[index]
        guard !operation.inputs.isEmpty else { return }
        switch operation.name {
        case "fully_connected": visitProduct(index, &operations)
        case let name where Self.images.contains(name):
            copies.read(0, of: index, inOwn: true, &operations)
            operation.outputs.forEach { copies.mark($0) }
        case let name where Self.plain.contains(name):
            for place in operation.inputs.indices { copies.read(place, of: index, inOwn: false, &operations) }
        default:
            // Of several operands, a concatenation goes by the first, arithmetic by any that is not packed.
            let isPacked =
                operation.isNamed("Concat") ? copies[operation.inputs[0]] : operation.inputs.allSatisfy { copies[$0] }
            for place in operation.inputs.indices { copies.read(place, of: index, inOwn: isPacked, &operations) }
            if isPacked { operation.outputs.forEach { copies.mark($0) } }
        }
    }

    /// A reshape to an image, the convolution with what it fuses, and a reshape back of what is not packed.
    private mutating func visitProduct(_ index: Int, _ operations: inout OperationGraph) {
        var product = operations.operations[index]
        guard let input = product.inputs.first, product.outputs.count == 1 else { return }
        let image = copies.addTensor(like: input, isOwn: copies[input], &operations)
        let view = Operation(
            name: "Reshape", inputs: [input], outputs: [image], nodes: [], anchor: nil, source: .runtime)
        product.inputs = [copies[image] ? image : copies.copy(of: image, &operations)]
        var last = product.outputs[0]
        var following: Int?
        if readers[last].count == 1, !operations.isOutput[last], let reader = readers[last].first,
            ["Clip", "Relu"].contains(operations.operations[reader].name)
        {
            following = reader
            last = operations.operations[reader].outputs[0]
        }
        let packed = copies.addTensor(like: last, isOwn: true, &operations)
        let plain = copies.copy(of: packed, &operations)
        let back = Operation(
            name: "Reshape", inputs: [plain], outputs: [last], nodes: [], anchor: nil, source: .runtime)
        if let following {
            var activation = operations.operations[following]
            activation.outputs = [packed]
            replacements[index] = [view, product, activation]
            replacements[following] = [back]
        } else {
            product.outputs = [packed]
            replacements[index] = [view, product, back]
        }
    }
}
