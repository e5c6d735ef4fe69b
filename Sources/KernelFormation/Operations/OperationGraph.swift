import GraphIR

/// The operations of a graph in order of execution, with who writes and who reads each tensor: what lowerings change and
/// what the engine partitions.
///
/// Tensors are numbered as the graph's values, then those that lowerings add.
struct OperationGraph: Sendable {
    let graph: Graph
    var operations: [Operation] = []
    /// Types of the tensors past the graph's own values.
    private(set) var addedTypes: [TensorType] = []
    /// Per tensor, the operation that writes it; -1 for inputs and constants.
    private(set) var producers: [Int]
    /// Per tensor, how many inputs of operations read it; one that is read twice by one operation counts twice.
    private(set) var readerCounts: [Int]
    private(set) var isOutput: [Bool]
    /// Per tensor, whether its layout is (N, C, spatial axes) in the file, and so (N, spatial axes, C) where channels
    /// come last.
    var isImage: [Bool]

    /// Reads the executed nodes of an inferred graph; constant nodes are no operations.
    init(_ graph: Graph) {
        self.graph = graph
        let count = graph.values.count
        producers = Array(repeating: -1, count: count)
        readerCounts = Array(repeating: 0, count: count)
        isOutput = Array(repeating: false, count: count)
        isImage = Array(repeating: false, count: count)
        for output in graph.outputs { isOutput[output.index] = true }
        operations.reserveCapacity(graph.nodes.count)
        for index in graph.executionOrder where !graph.isConstant(node: index) {
            operations.append(operation(of: index))
        }
        markImages()
        connect()
    }

    private func operation(of index: Int) -> Operation {
        let node = graph.nodes[index]
        var inputs: [Int] = []
        for case let input? in node.inputs where !graph[input].isConstant { inputs.append(input.index) }
        var outputs: [Int] = []
        for case let output? in node.outputs { outputs.append(output.index) }
        return Operation(
            name: node.operatorName, inputs: inputs, outputs: outputs, nodes: [index], anchor: index,
            window: window(of: node))
    }

    private func window(of node: Node) -> ImageWindow? {
        guard let data = node.inputs.first, let data, let shape = graph[data].type.fixedShape, shape.count > 2 else {
            return nil
        }
        let image = shape[2...]
        switch node.operatorName {
        case "Conv":
            guard let conv = node.operation as? Conv, let kernel = kernelExtents(of: node) else { return nil }
            return ImageWindow(conv.window, kernel: kernel, groups: conv.groups, image: image)
        case "ConvTranspose":
            guard let conv = node.operation as? ConvTranspose, let kernel = kernelExtents(of: node) else { return nil }
            return ImageWindow(conv.window, kernel: kernel, groups: conv.groups, image: image)
        case "AveragePool", "LpPool", "MaxPool":
            guard let pool = node.operation as? Pool else { return nil }
            return ImageWindow(pool.window, kernel: pool.kernel, image: image)
        default:
            return nil
        }
    }

    private func kernelExtents(of node: Node) -> [Int]? {
        guard node.inputs.count > 1, let weights = node.inputs[1] else { return nil }
        return graph[weights].type.fixedShape.map { Array($0.dropFirst(2)) }
    }

    /// The type of a tensor.
    func type(of tensor: Int) -> TensorType {
        tensor < graph.values.count ? graph.values[tensor].type : addedTypes[tensor - graph.values.count]
    }

    /// A new tensor, of the same kind as another.
    mutating func addTensor(like tensor: Int, type: TensorType? = nil) -> Int {
        addedTypes.append(type ?? self.type(of: tensor))
        producers.append(-1)
        readerCounts.append(0)
        isOutput.append(false)
        isImage.append(isImage[tensor])
        return producers.count - 1
    }

    /// Notes that an operation writes a tensor now.
    mutating func setProducer(of tensor: Int, to operation: Int) { producers[tensor] = operation }

    /// Notes that the graph's user sees a tensor.
    mutating func markOutput(_ tensor: Int) { isOutput[tensor] = true }

    /// A tensor's extents as an image; nil where an axis is not known.
    func extents(of tensor: Int) -> ImageExtents? {
        type(of: tensor).fixedShape.map { ImageExtents($0, isImage: isImage[tensor]) }
    }

    /// The operation that writes a tensor, where nothing but one input of one other operation sees it.
    func onlyProducer(of tensor: Int) -> Int? {
        guard readerCounts[tensor] == 1, !isOutput[tensor], producers[tensor] >= 0,
            operations[producers[tensor]].outputs.count == 1
        else { return nil }
        return producers[tensor]
    }

    /// Finds again who writes and who reads what, after operations were added, moved or folded; folded ones go.
    mutating func connect() {
        operations.removeAll(where: \.isFolded)
        for tensor in producers.indices {
            producers[tensor] = -1
            readerCounts[tensor] = 0
        }
        for (index, operation) in operations.enumerated() {
            for output in operation.outputs { producers[output] = index }
            for input in operation.inputs { readerCounts[input] += 1 }
        }
    }
}
