import GraphIR

/// Convolutions and pools work on images whose channels come last, what stands between them follows, and what cannot
/// is reordered for, in kernels of its own.
///
/// openvino: src/plugins/intel_cpu/src/graph.cpp, Graph::ResolveEdgeConflicts, over the layouts that the primitives
/// choose on a CPU with AVX-512; graph_optimizer.cpp, MergeTransposeAndReorder.
struct ChannelsLastReorders: Lowering {
    static let name = "channels-last-reorders"

    func apply(to operations: inout OperationGraph) {
        var layouts = ImageLayouts(operations)
        for index in operations.operations.indices { layouts.visit(index, &operations) }
        layouts.copies.insertReorders(into: &operations)
    }
}

/// What follows the layout of images, and what cannot.
private struct ImageLayouts {
    private let readers: TensorReaders
    /// The runtime's own layout is that with the channels last.
    var copies: LayoutCopies

    init(_ operations: OperationGraph) {
        readers = TensorReaders(operations)
        copies = LayoutCopies(operations)
    }

    private static let images: Set = ["AveragePool", "Conv", "ConvTranspose", "LpPool", "MaxPool"]
    private static let followers: Set = [
        "Abs", "Add", "BatchNormalization", "Clip", "Concat", "Div", "Elu", "Erf", "Exp", "Gelu", "GlobalAveragePool",
        "GlobalMaxPool", "HardSwish", "LeakyRelu", "Mish", "Mul", "PRelu", "ReduceL1", "ReduceL2", "ReduceMax",
        "ReduceMean", "ReduceMin", "ReduceSum", "Relu", "Resize", "Sigmoid", "Slice", "Split", "Sqrt", "Sub", "Swish",
        "Tanh", "Upsample", "abs", "add", "batchnormalization", "channel_shuffle", "clip", "div", "elu", "erf", "exp",
        "gelu", "hard_swish", "leakyrelu", "max", "min", "mul", "neg", "pow", "prelu", "relu", "sigmoid", "sqrt", "sub",
        "swish", "tanh",
    ]

    mutating func visit(_ index: Int, _ operations: inout OperationGraph) {
        let operation = operations.operations[index]
        let rank = operation.inputs.map { operations.type(of: $0).shape?.count ?? 0 }.max() ?? 0
        switch operation.name {
        case let name where Self.images.contains(name):
            copies.read(0, of: index, inOwn: true, &operations)
            if let output = operation.outputs.first { copies.mark(output) }
        case "Transpose": visitTranspose(index, &operations)
        case let name where Self.followers.contains(name) && operation.inputs.contains { copies[$0] }:
            for (place, input) in operation.inputs.enumerated() where operations.type(of: input).shape?.count == rank {
                copies.read(place, of: index, inOwn: true, &operations)
            }
            for output in operation.outputs where operations.type(of: output).shape?.count == rank {
                copies.mark(output)
            }
        default:
            for place in operation.inputs.indices { copies.read(place, of: index, inOwn: false, &operations) }
        }
    }

    /// A transposition between the two layouts moves nothing, or becomes the reordering itself.
    private mutating func visitTranspose(_ index: Int, _ operations: inout OperationGraph) {
        let input = operations.operations[index].inputs[0]
        let output = operations.operations[index].outputs[0]
        let onlyReader = readers[output].count == 1 ? readers[output].first : nil
        switch operations.permutation(of: index) {
        case [0, 2, 3, 1] where copies[input]: copies.mark(output)
        case [0, 3, 1, 2] where copies[input]: copies.mark(output)
        case [0, 3, 1, 2] where onlyReader.map { Self.images.contains(operations.operations[$0].name) } ?? false:
            operations.operations[index].name = "reorder"
            copies.mark(output)
        case [0, 2, 1] where onlyReader != nil:
            guard let reshape = operations.onlyProducer(of: input, named: "Reshape"),
                let image = copies.original(of: operations.operations[reshape].inputs[0]),
                readers[image].count == 1
            else { return copies.read(0, of: index, inOwn: false, &operations) }
            operations.operations[index].name = "reorder"
            operations.operations[index].inputs = [image]
            operations.fold(reshape, into: index)
            copies.removeCopy(of: image)
        default: copies.read(0, of: index, inOwn: false, &operations)
        }
    }
}
