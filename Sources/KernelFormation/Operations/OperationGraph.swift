import GraphIR

/// The operations of a graph in order of execution, with who writes and who reads each tensor: what lowerings change and
/// what the engine partitions.
///
/// Tensors are numbered as the graph's values, then those that lowerings add.
struct OperationGraph: Sendable {
    let graph: Graph
    /// The ruleset's parameters: what the lowerings must know of the device.
    let parameters: [String: String]
    /// Whether the file is TFLite's already, so that nothing is left to convert.
    let isTFLite: Bool
    var operations: [Operation] = []
    /// What lowerings almost did.
    var nearMisses: [NearMiss] = []
    /// Types of the tensors past the graph's own values.
    private(set) var addedTypes: [TensorType] = []
    /// Per tensor, the operation that writes it; -1 for inputs and constants.
    private(set) var producers: [Int]
    /// Per tensor, how many inputs of operations read it; one that is read twice by one operation counts twice.
    private(set) var readerCounts: [Int]
    private(set) var isOutput: [Bool]
    /// Per tensor, whether its layout is (N, C, spatial axes) in the file, and so (N, spatial axes, C) where channels
    /// come last.
    private(set) var isImage: [Bool]

    /// Per tensor, its extents as an image; nil where an axis is not known, and for constants.
    private var extents: [ImageExtents?]
    /// Per tensor that is measured, its bytes in the file's element type.
    private var byteCounts: [Int]
    /// Whether who writes and reads what must be found again.
    private var isStale = true

    /// Reads the executed nodes of an inferred graph; constant nodes are no operations.
    init(_ graph: Graph, parameters: [String: String] = [:]) {
        self.graph = graph
        self.parameters = parameters
        isTFLite = graph.nodes.first?.domain == OperatorDescription.tfliteDomain
        let count = graph.values.count
        producers = Array(repeating: -1, count: count)
        readerCounts = Array(repeating: 0, count: count)
        isOutput = Array(repeating: false, count: count)
        isImage = Array(repeating: false, count: count)
        extents = Array(repeating: nil, count: count)
        byteCounts = Array(repeating: 0, count: count)
        for output in graph.outputs { isOutput[output.index] = true }
        operations.reserveCapacity(graph.nodes.count)
        let isConstant = graph.values.map(\.isConstant)
        for index in graph.executionOrder where !graph.isConstant(node: index) {
            addOperation(of: index, isConstant)
        }
        markImages()
        // By places: a loop over a list would hold it, which takes longer than what is done with most.
        for index in operations.indices {
            for place in operations[index].inputs.indices { measure(operations[index].inputs[place]) }
            for place in operations[index].outputs.indices { measure(operations[index].outputs[place]) }
        }
        connect()
    }

    /// Adds what a node executes.
    private mutating func addOperation(of index: Int, _ isConstant: [Bool]) {
        var outputs = IndexList()
        for place in graph.nodes[index].outputs.indices {
            if let output = graph.nodes[index].outputs[place] { outputs.append(output.index) }
        }
        var inputs = IndexList()
        for place in graph.nodes[index].inputs.indices {
            if let input = graph.nodes[index].inputs[place], !isConstant[input.index] { inputs.append(input.index) }
        }
        operations.append(
            Operation(
                name: Self.name(of: graph.nodes[index].call), inputs: inputs, outputs: outputs, nodes: IndexList(index),
                anchor: index, window: window(ofNode: index)))
        // No operator of ONNX's own domain has one.
        guard !graph.nodes[index].domain.isEmpty else { return }
        operations[operations.count - 1].fusedOperators = fusedOperators(ofNode: index)
    }

    private func window(ofNode index: Int) -> ImageWindow? {
        guard let moving = graph.nodes[index].call.movingWindow, let image = shape(0, ofNode: index) else {
            return placedWindow(ofNode: index)
        }
        if let kernel = moving.kernel {
            return ImageWindow(
                moving.window, kernel: kernel, fromAxis: 0, groups: moving.groups, image: image, fromAxis: 2)
        }
        guard let weights = shape(1, ofNode: index) else { return nil }
        return ImageWindow(
            moving.window, kernel: weights, fromAxis: 2, groups: moving.groups, image: image, fromAxis: 2)
    }

    private func shape(_ input: Int, ofNode index: Int) -> TensorShape? {
        guard input < graph.nodes[index].inputs.count, let value = graph.nodes[index].inputs[input] else { return nil }
        return graph.values[value.index].type.shape
    }

    private mutating func measure(_ tensor: Int) {
        guard extents[tensor] == nil, let shape = shape(of: tensor) else { return }
        extents[tensor] = ImageExtents(shape, isImage: isImage[tensor])
        byteCounts[tensor] = type(of: tensor).byteCount ?? 0
    }

    /// The type of a tensor.
    @inline(__always)
    func type(of tensor: Int) -> TensorType {
        tensor < graph.values.count ? graph.values[tensor].type : addedTypes[tensor - graph.values.count]
    }

    /// As that of the type, of which most is not asked for.
    @inline(__always)
    func shape(of tensor: Int) -> TensorShape? {
        tensor < graph.values.count ? graph.values[tensor].type.shape : addedTypes[tensor - graph.values.count].shape
    }

    @inline(__always)
    func rank(of tensor: Int) -> Int? {
        tensor < graph.values.count
            ? graph.values[tensor].type.shape?.count : addedTypes[tensor - graph.values.count].shape?.count
    }

    /// A new tensor, of the same kind as another.
    mutating func addTensor(like tensor: Int, type: TensorType? = nil) -> Int {
        addedTypes.append(type ?? self.type(of: tensor))
        producers.append(-1)
        readerCounts.append(0)
        isOutput.append(false)
        isImage.append(isImage[tensor])
        extents.append(nil)
        byteCounts.append(0)
        measure(producers.count - 1)
        return producers.count - 1
    }

    /// Notes that an operation writes a tensor now.
    mutating func setProducer(of tensor: Int, to operation: Int) { producers[tensor] = operation }

    /// Notes that a tensor is an image.
    mutating func markImage(_ tensor: Int) { isImage[tensor] = true }

    /// Notes that the graph's user sees a tensor.
    mutating func markOutput(_ tensor: Int) { isOutput[tensor] = true }

    /// Notes that the graph's user sees one tensor in the other's stead.
    mutating func moveOutput(from tensor: Int, to other: Int) {
        isOutput[tensor] = false
        isOutput[other] = true
    }

    /// The bytes of a tensor that an operation reads or writes, in the file's element type; 0 where its shape is not
    /// known.
    @inline(__always)
    func bytes(of tensor: Int) -> Int { byteCounts[tensor] }

    /// A tensor's extents as an image; nil where an axis is not known.
    @inline(__always)
    func extents(of tensor: Int) -> ImageExtents? { extents[tensor] }

    /// The operation that writes a tensor, where nothing but one input of one other operation sees it.
    func onlyProducer(of tensor: Int) -> Int? {
        guard readerCounts[tensor] == 1, !isOutput[tensor], producers[tensor] >= 0,
            operations[producers[tensor]].outputs.count == 1
        else { return nil }
        return producers[tensor]
    }

    /// Notes that operations were added, moved or folded.
    mutating func markStale() { isStale = true }

    /// Finds again who writes and who reads what, where operations were added, moved or folded; folded ones go.
    mutating func connect() {
        guard isStale else { return }
        isStale = false
        if operations.contains(where: \.isFolded) { operations.removeAll(where: \.isFolded) }
        for tensor in producers.indices {
            producers[tensor] = -1
            readerCounts[tensor] = 0
        }
        for index in operations.indices {
            for place in operations[index].outputs.indices { producers[operations[index].outputs[place]] = index }
            for place in operations[index].inputs.indices { readerCounts[operations[index].inputs[place]] += 1 }
        }
    }
}
