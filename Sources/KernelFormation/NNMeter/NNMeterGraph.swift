public import GraphIR
public import JSONText

/// A graph as nn-Meter writes it: an object of operators by name, each with those that it reads and that read it, its type
/// by ONNX's name, how its window moves, and the shapes of what it reads and writes, channels last.
///
/// https://github.com/microsoft/nn-Meter, nn_meter/ir_converter/onnx_converter.
public struct NNMeterGraph: Sendable {
    private var operations: OperationGraph
    private var names: [String] = []
    /// Per tensor, the node that writes it: an operation, or a placeholder.
    private var writers: [String?]

    /// - Parameter graph: with its types inferred.
    public init(_ graph: Graph) {
        operations = OperationGraph(graph)
        SplitActivations().apply(to: &operations)
        ONNXOperators().apply(to: &operations)
        operations.connect()
        writers = Array(repeating: nil, count: operations.producers.count)
        var used: Set<String> = []
        func unused(_ name: String) -> String {
            var name = name
            while !used.insert(name).inserted { name += "_" }
            return name
        }
        for input in graph.inputs where writers[input.index] == nil {
            writers[input.index] = unused(graph[input].name)
        }
        for (index, operation) in operations.operations.enumerated() {
            let given = operations.anchor(of: index)?.name ?? ""
            let name = unused(given.isEmpty ? "\(operation.name)_\(index)" : given)
            names.append(name)
            for output in operation.outputs { writers[output] = name }
        }
    }

    /// The object.
    public var json: JSONValue {
        let readers = TensorReaders(operations)
        let inputs = operations.graph.inputs.map { input in
            node(
                writers[input.index] ?? "", "Placeholder", reads: [], writes: [input.index], attributes: [], readers)
        }
        return .object(
            inputs
                + operations.operations.indices.map { index in
                    let operation = operations.operations[index]
                    return node(
                        names[index], type(of: operation), reads: Array(operation.inputs),
                        writes: Array(operation.outputs),
                        attributes: attributes(of: operation), readers)
                })
    }

    private func node(
        _ name: String, _ type: String, reads: [Int], writes: [Int], attributes: [JSONValue.Member],
        _ readers: TensorReaders
    ) -> JSONValue.Member {
        let outbounds = writes.flatMap { readers[$0] }.map { JSONValue.string(names[$0]) }
        return .init(
            name,
            .object([
                .init("inbounds", .array(reads.compactMap { writers[$0].map(JSONValue.string) })),
                .init("outbounds", .array(outbounds)),
                .init(
                    "attr",
                    .object([
                        .init("name", .string(name)), .init("type", .string(type)), .init("attr", .object(attributes)),
                        .init("input_shape", .array(reads.map(shape))),
                        .init("output_shape", .array(writes.map(shape))),
                    ])),
            ]))
    }

    /// A mean that leaves less than four axes is no pool to nn-Meter.
    private func type(of operation: Operation) -> String {
        guard operation.isNamed("GlobalAveragePool"), let output = operation.outputs.first,
            operations.type(of: output).shape?.count != 4
        else { return operation.name }
        return "ReduceMean"
    }

    /// A tensor's shape, of an image in the order batch, height, width, channels; null for what is not known.
    private func shape(of tensor: Int) -> JSONValue {
        guard let shape = operations.type(of: tensor).shape else { return .array([]) }
        let isTurned = operations.isImage[tensor] && shape.count == 4
        let order = isTurned ? [0, 2, 3, 1] : Array(shape.indices)
        return .array(order.map { shape[$0].value.map(JSONValue.integer) ?? .null })
    }

    /// How the window moves, where there is one; what rounding up lets it cover is padding.
    private func attributes(of operation: Operation) -> [JSONValue.Member] {
        guard let window = operation.window, let input = operation.inputs.first.flatMap(operations.extents(of:)),
            let output = operation.outputs.first.flatMap(operations.extents(of:))
        else { return operations.numbers(of: operation) }
        let isEnlarged = operation.isNamed("ConvTranspose")
        let rows = isEnlarged ? 0 : (output.height - 1) * window.strideHeight + window.kernelHeight - input.height
        let columns = isEnlarged ? 0 : (output.width - 1) * window.strideWidth + window.kernelWidth - input.width
        let pads = [
            window.padTop, window.padLeft, max(window.padBottom, rows - window.padTop),
            max(window.padRight, columns - window.padLeft),
        ]
        let lists = [
            ("kernel_shape", [window.kernelHeight, window.kernelWidth]),
            ("strides", [window.strideHeight, window.strideWidth]),
            ("dilations", [window.dilationHeight, window.dilationWidth]), ("pads", pads),
        ]
        return lists.map { .init($0, .array($1.map(JSONValue.integer))) } + [.init("group", .integer(window.groups))]
    }
}

extension OperationGraph {
    /// The attributes of an ONNX operator that are numbers.
    fileprivate func numbers(of operation: Operation) -> [JSONValue.Member] {
        guard let anchor = operation.anchor, graph.nodes[anchor].domain.isEmpty else { return [] }
        return graph.nodes[anchor].attributes.compactMap { attribute in
            switch attribute.value {
            case .integer(let number): .init(attribute.name, .integer(number))
            case .real(let number): .init(attribute.name, .number(number))
            default: nil
            }
        }
    }
}
