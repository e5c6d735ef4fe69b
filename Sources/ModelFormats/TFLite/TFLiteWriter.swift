import CTFLite
public import GraphIR

/// Writes graphs of TFLite's builtin operators as .tflite files: those that
/// `Graph.add(_:_:_:domain:opset:outputCount:)` builds.
///
/// Of constants the elements that are known are written; others are made of a generator's numbers, as `ONNXWriter` does.
/// schemas/tflite.fbs.
public struct TFLiteWriter: Sendable {
    public init() {}

    /// The file's bytes.
    ///
    /// - Throws: `ImportError` with the node or the tensor as its place, for what TFLite cannot say.
    public func write<Generator: RandomNumberGenerator>(
        _ graph: Graph, weightsFrom generator: inout Generator
    ) throws(ImportError) -> [UInt8] {
        var tables = TFLiteTableWriter()
        var constants = ConstantBytes(generator: generator)
        for (index, value) in graph.values.enumerated() {
            let name = value.name.isEmpty ? "tensor_\(index)" : value.name
            try located(ModelLocation(part: "tensor \(index) \"\(name)\"")) { () throws(ImportError) in
                try tables.add(value, name: name, data: try data(of: value, &constants))
            }
        }
        for index in graph.executionOrder.isEmpty ? Array(graph.nodes.indices) : graph.executionOrder {
            try located(ModelLocation(node: graph.label(ofNode: index))) { () throws(ImportError) in
                try tables.add(graph.nodes[index])
            }
        }
        if let used = constants.generator { generator = used }
        return tables.finish(graph)
    }

    private func data<Generator>(
        of value: Value, _ constants: inout ConstantBytes<Generator>
    ) throws(ImportError) -> [UInt8] {
        guard value.isConstant, value.producer == nil else { return [] }
        guard let shape = value.type.fixedShape, let count = value.type.byteCount, count <= Dimension.limit else {
            throw ImportError(
                .inconsistent("expected a constant of at most \(Dimension.limit) bytes, found \(value.type)"))
        }
        let operand = Operand(value.type, elements: value.elements, isConstant: true)
        return constants.bytes(of: operand, shape: shape, count: shape.reduce(1, *)) ?? []
    }
}

/// The FlatBuffers library's tables, while they grow.
@safe private struct TFLiteTableWriter: ~Copyable {
    private let writer: OpaquePointer

    init() { unsafe writer = ctfliteWriter() }

    deinit { unsafe ctfliteReleaseWriter(writer) }

    mutating func add(_ value: Value, name: String, data: [UInt8]) throws(ImportError) {
        guard let type = TFLiteType.number(of: value.type.element) else {
            throw ImportError(.inconsistent("expected an element type of TFLite, found \(value.type)"))
        }
        guard let shape = value.type.fixedShape else {
            throw ImportError(.inconsistent("expected a shape of numbers, found \(value.type)"))
        }
        var name = name
        let extents = shape.map(Int32.init(clamping:))
        let scales = value.quantization?.scales ?? []
        let zeroPoints = (value.quantization?.zeroPoints ?? []).map { Int64($0) }
        name.withUTF8 { name in
            unsafe extents.withUnsafeBufferPointer { extents in
                unsafe scales.withUnsafeBufferPointer { scales in
                    unsafe zeroPoints.withUnsafeBufferPointer { zeroPoints in
                        unsafe data.withUnsafeBufferPointer { data in
                            var tensor = unsafe CTFLiteTensor()
                            unsafe tensor.name = CTFLiteText(name)
                            unsafe tensor.type = Int32(type)
                            unsafe tensor.shape = .init(start: extents.baseAddress, count: extents.count)
                            unsafe (tensor.scales, tensor.scaleCount) = (scales.baseAddress, scales.count)
                            unsafe (tensor.zeroPoints, tensor.zeroPointCount) = (
                                zeroPoints.baseAddress, zeroPoints.count
                            )
                            unsafe tensor.quantizedDimension = Int32(clamping: value.quantization?.axis ?? 0)
                            unsafe ctfliteAddTensor(writer, tensor, .init(start: data.baseAddress, count: data.count))
                        }
                    }
                }
            }
        }
    }

    mutating func add(_ node: Node) throws(ImportError) {
        guard node.domain == OperatorDescription.tfliteDomain, unsafe ctfliteBeginOperator(writer, node.operatorName)
        else { throw ImportError(.inconsistent("expected a builtin operator of TFLite, found another")) }
        for attribute in node.attributes {
            let isKnown: Bool
            switch attribute.value {
            case .integer(let value): isKnown = unsafe ctfliteSetInteger(writer, attribute.name, Int64(value))
            case .real(let value): isKnown = unsafe ctfliteSetReal(writer, attribute.name, value)
            default: isKnown = false
            }
            guard isKnown else {
                throw ImportError(
                    .inconsistent("expected a number of the operator's options, found another"),
                    at: ModelLocation(part: "attribute \"\(attribute.name)\""))
            }
        }
        unsafe Self.withIndices(node.inputs.map { $0?.index ?? -1 }) { inputs in
            unsafe Self.withIndices(node.outputs.map { $0?.index ?? -1 }) { outputs in
                unsafe ctfliteEndOperator(writer, inputs, outputs)
            }
        }
    }

    consuming func finish(_ graph: Graph) -> [UInt8] {
        var name = graph.name
        return name.withUTF8 { name in
            unsafe Self.withIndices(graph.inputs.map(\.index)) { inputs in
                unsafe Self.withIndices(graph.outputs.map(\.index)) { outputs in
                    let file = unsafe ctfliteFinish(writer, CTFLiteText(name), inputs, outputs)
                    return unsafe Array(UnsafeBufferPointer(start: file.start, count: file.count))
                }
            }
        }
    }

    /// Indices of tensors, which are those of the graph's values; -1 for one that is left out.
    private static func withIndices<Result>(_ indices: [Int], _ body: (CTFLiteIntegers) -> Result) -> Result {
        let numbers = indices.map { Int32(clamping: $0) }
        return unsafe numbers.withUnsafeBufferPointer {
            unsafe body(CTFLiteIntegers(start: $0.baseAddress, count: $0.count))
        }
    }
}

extension CTFLiteText {
    /// Text that lives as long as the buffer; for bytes of C the sign does not matter.
    fileprivate init(_ text: UnsafeBufferPointer<UInt8>) {
        unsafe self.init(
            start: UnsafeRawPointer(text.baseAddress)?.assumingMemoryBound(to: CChar.self), count: text.count)
    }
}
