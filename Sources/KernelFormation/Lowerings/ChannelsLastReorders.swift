import GraphIR

/// Convolutions and pools work on images whose channels come last, what stands between them follows, and what cannot
/// is reordered for, in kernels of its own.
///
/// openvino: src/plugins/intel_cpu/src/graph.cpp, Graph::ResolveEdgeConflicts, over the layouts that the primitives
/// choose on a CPU with AVX-512; graph_optimizer.cpp, MergeTransposeAndReorder.
struct ChannelsLastReorders: Lowering {
    static let name = "channels-last-reorders"

    func apply(to operations: inout OperationGraph) {
        var layouts = Layouts(operations)
        for index in operations.operations.indices { layouts.visit(index, &operations) }
        layouts.insertReorders(into: &operations)
    }
}

/// Which tensors have their channels last, and where they are reordered.
private struct Layouts {
    private let readers: TensorReaders
    private var isLast: [Bool]
    /// Per tensor, its copy in the other layout.
    private var copies: [Int: Int] = [:]

    init(_ operations: OperationGraph) {
        readers = TensorReaders(operations)
        isLast = Array(repeating: false, count: operations.producers.count)
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
            read(0, of: index, channelsLast: true, &operations)
            if let output = operation.outputs.first { isLast[output] = true }
        case "Transpose": visitTranspose(index, &operations)
        case let name where Self.followers.contains(name) && operation.inputs.contains { isLast[$0] }:
            for (place, input) in operation.inputs.enumerated() where operations.type(of: input).shape?.count == rank {
                read(place, of: index, channelsLast: true, &operations)
            }
            for output in operation.outputs where operations.type(of: output).shape?.count == rank {
                isLast[output] = true
            }
        default:
            for place in operation.inputs.indices { read(place, of: index, channelsLast: false, &operations) }
        }
    }

    /// A transposition between the two layouts moves nothing, or becomes the reordering itself.
    private mutating func visitTranspose(_ index: Int, _ operations: inout OperationGraph) {
        let input = operations.operations[index].inputs[0]
        let output = operations.operations[index].outputs[0]
        let onlyReader = readers[output].count == 1 ? readers[output].first : nil
        switch operations.permutation(of: index) {
        case [0, 2, 3, 1] where isLast[input]: isLast[output] = true
        case [0, 3, 1, 2] where isLast[input]: isLast[output] = true
        case [0, 3, 1, 2] where onlyReader.map { Self.images.contains(operations.operations[$0].name) } ?? false:
            operations.operations[index].name = "reorder"
            isLast[output] = true
        case [0, 2, 1] where onlyReader != nil:
            guard let reshape = operations.onlyProducer(of: input, named: "Reshape"),
                let image = copies.first(where: { $0.value == operations.operations[reshape].inputs[0] })?.key,
                readers[image].count == 1
            else { return read(0, of: index, channelsLast: false, &operations) }
            operations.operations[index].name = "reorder"
            operations.operations[index].inputs = [image]
            operations.fold(reshape, into: index)
            copies[image] = nil
        default: read(0, of: index, channelsLast: false, &operations)
        }
    }

    /// Lets an operation read an operand in a layout, of a copy where the tensor has the other.
    private mutating func read(
        _ place: Int, of index: Int, channelsLast: Bool, _ operations: inout OperationGraph
    ) {
        let tensor = operations.operations[index].inputs[place]
        guard isLast[tensor] != channelsLast else { return }
        operations.operations[index].inputs[place] = copy(of: tensor, &operations)
    }

    private mutating func copy(of tensor: Int, _ operations: inout OperationGraph) -> Int {
        if let copy = copies[tensor] { return copy }
        let copy = operations.addTensor(like: tensor)
        isLast.append(!isLast[tensor])
        copies[tensor] = copy
        return copy
    }

    /// Puts each reordering behind what writes its tensor, and one before each output of the graph.
    mutating func insertReorders(into operations: inout OperationGraph) {
        for tensor in isLast.indices where operations.isOutput[tensor] && isLast[tensor] {
            operations.moveOutput(from: tensor, to: copy(of: tensor, &operations))
        }
        var result: [Operation] = []
        func insert(behind tensor: Int) {
            guard let copy = copies[tensor] else { return }
            result.append(
                Operation(
                    name: "reorder", inputs: [tensor], outputs: [copy], nodes: [], anchor: nil, source: .runtime))
        }
        for tensor in operations.producers.indices where operations.producers[tensor] < 0 { insert(behind: tensor) }
        for operation in operations.operations where !operation.isFolded {
            result.append(operation)
            for output in operation.outputs { insert(behind: output) }
        }
        operations.operations = result
        operations.markStale()
        operations.connect()
    }
}
