import GraphIR

/// A network over one image that grows by one layer at a time, as PyTorch exports it for inference.
struct NetworkBuilder {
    private(set) var graph: Graph
    private(set) var output: Value.ID
    private var channels: Int

    static let opset = 17

    init(name: String, extent: Int) {
        graph = Graph(name: name)
        channels = 3
        output = graph.addInput("input", TensorType(.float32, [1, 3, .fixed(extent), .fixed(extent)]))
    }

    /// A value and its channels, to which `restore` goes back.
    struct Place {
        fileprivate var output: Value.ID
        fileprivate var channels: Int
    }

    var place: Place { Place(output: output, channels: channels) }

    mutating func restore(_ place: Place) { (output, channels) = (place.output, place.channels) }

    /// A convolution with a bias, as batch norm leaves it, padded such that stride 1 keeps the extents.
    mutating func convolve(to filters: Int, kernel: Int, stride: Int = 1, isDepthwise: Bool) throws(GraphError) {
        let groups = isDepthwise ? channels : 1
        let weights = graph.addConstant(
            TensorType(.float32, [.fixed(filters), .fixed(channels / groups), .fixed(kernel), .fixed(kernel)]))
        let bias = graph.addConstant(TensorType(.float32, [.fixed(filters)]))
        try add(
            "Conv", [weights, bias],
            [
                .init("dilations", .integers([1, 1])), .init("group", .integer(groups)),
                .init("kernel_shape", .integers([kernel, kernel])),
                .init("pads", .integers(Array(repeating: kernel / 2, count: 4))),
                .init("strides", .integers([stride, stride])),
            ])
        channels = filters
    }

    mutating func pool(kernel: Int, stride: Int, padding: Int) throws(GraphError) {
        try add(
            "AveragePool", [],
            [
                .init("ceil_mode", .integer(0)), .init("kernel_shape", .integers([kernel, kernel])),
                .init("pads", .integers(Array(repeating: padding, count: 4))),
                .init("strides", .integers([stride, stride])),
            ])
    }

    mutating func rectify() throws(GraphError) { try add("Relu", [], []) }

    /// ReLU6.
    mutating func clip() throws(GraphError) {
        let bounds = [0.0, 6].map { graph.addConstant(TensorType(.float32, []), elements: .reals([$0])) }
        try add("Clip", bounds, [])
    }

    /// Adds what stands at another place, of the same channels.
    mutating func sum(with other: Place) throws(GraphError) { try add("Add", [other.output], []) }

    /// Whether what stands at another place has as many channels.
    func hasChannels(of other: Place) -> Bool { channels == other.channels }

    /// The mean over the image, and a score for each class; nothing may follow.
    mutating func classify(into classes: Int) throws(GraphError) {
        try add("GlobalAveragePool", [], [])
        try add("Flatten", [], [.init("axis", .integer(1))])
        let weights = graph.addConstant(TensorType(.float32, [.fixed(classes), .fixed(channels)]))
        let bias = graph.addConstant(TensorType(.float32, [.fixed(classes)]))
        try add(
            "Gemm", [weights, bias],
            [.init("alpha", .real(1)), .init("beta", .real(1)), .init("transB", .integer(1))])
        graph.outputs = [output]
    }

    private mutating func add(
        _ name: String, _ others: [Value.ID], _ attributes: [OperatorDescription.Attribute]
    ) throws(GraphError) {
        output = try graph.add(name, [output] + others, attributes, opset: Self.opset)[0]
    }
}
