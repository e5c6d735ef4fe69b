import CTFLite
import GraphIR

/// The tables of a .tflite file. Only this file sees the FlatBuffers library's objects; none of its pointers leaves it.
enum TFLiteTables {
    /// What the tables say, once the verifier has found that every offset and every length stays within the bytes.
    ///
    /// - Throws: `ImportError` for an offset that does not, for text that is no UTF-8, and where lists that tables share
    ///   come to more than the limit.
    static func model(_ bytes: RawSpan, limits: ImportLimits) throws(ImportError) -> TFLiteModel {
        unsafe try withVerified(bytes) { (tables, buffer) throws(ImportError) in
            var reader = unsafe Reader(tables: tables, buffer: buffer, budget: limits.structureByteCount)
            return try reader.model()
        }
    }

    /// The same tables, without the data of the buffers that are not kept. Equal tables give equal bytes.
    ///
    /// - Throws: `ImportError` where they come to more than the limit.
    static func copy(_ bytes: RawSpan, keeping keeps: [Bool], limits: ImportLimits) throws(ImportError) -> [UInt8] {
        unsafe try withVerified(bytes) { (tables, _) throws(ImportError) in
            guard let copy = unsafe ctfliteCopy(tables, keeps, limits.structureByteCount) else {
                throw ImportError.overStructureLimit(limits.structureByteCount)
            }
            defer { unsafe ctfliteReleaseCopy(copy) }
            let copied = unsafe ctfliteCopiedBytes(copy)
            return unsafe Array(UnsafeBufferPointer(start: copied.start, count: copied.count))
        }
    }

    private static func withVerified<Result>(
        _ bytes: RawSpan, _ body: (OpaquePointer, UnsafeRawBufferPointer) throws(ImportError) -> Result
    ) throws(ImportError) -> Result {
        try unsafe bytes.withUnsafeBytes { (buffer) throws(ImportError) in
            guard let tables = unsafe ctfliteModel(buffer.baseAddress, buffer.count) else {
                throw ImportError(
                    .malformed(
                        "expected tables within the file's \(buffer.count) bytes, found an offset or a length that leads "
                            + "out of them"))
            }
            return unsafe try body(tables, buffer)
        }
    }
}

extension ImportError {
    /// A model whose tables take more than an import takes on.
    static func overStructureLimit(_ limit: Int) -> ImportError {
        ImportError(.overLimit("expected a model of at most \(limit) bytes without its weights, found more"))
    }
}

/// Reads the tables one by one into values of Swift's.
@safe private struct Reader {
    let tables: OpaquePointer
    let buffer: UnsafeRawBufferPointer
    /// Bytes of lists and texts that may still be read: tables may share them, so that a small file could ask for any
    /// number.
    var budget: Int

    mutating func model() throws(ImportError) -> TFLiteModel {
        var model = TFLiteModel()
        model.version = unsafe Int(ctfliteVersion(tables))
        model.description = unsafe try text(ctfliteDescription(tables), ModelLocation(part: "description"))
        for index in 0..<(unsafe ctfliteOperatorCodeCount(tables)) {
            let code = unsafe ctfliteOperatorCode(tables, index)
            model.operatorCodes.append(
                unsafe TFLiteModel.OperatorCode(
                    builtinCode: Int(code.builtinCode),
                    customCode: try text(code.customCode, ModelLocation(part: "operator_codes[\(index)]: custom_code")),
                    version: Int(code.version)))
        }
        let bufferCount = unsafe ctfliteBufferCount(tables)
        model.buffers.reserveCapacity(bufferCount)
        for index in 0..<bufferCount { model.buffers.append(unsafe data(ctfliteBuffer(tables, index))) }
        for index in 0..<(unsafe ctfliteSubgraphCount(tables)) {
            model.subgraphs.append(unsafe try subgraph(ctfliteSubgraph(tables, index), index))
        }
        try addSignatures(to: &model)
        return model
    }

    private mutating func addSignatures(to model: inout TFLiteModel) throws(ImportError) {
        var name = unsafe CTFLiteText()
        var number: UInt32 = 0
        while unsafe ctfliteSignature(tables, model.signatures.count, &name, &number) {
            let place = ModelLocation(part: "signature_defs[\(model.signatures.count)]: signature_key")
            unsafe model.signatures.append(.init(key: try text(name, place), subgraph: Int(number)))
        }
        while unsafe ctfliteMetadata(tables, model.metadata.count, &name, &number) {
            let place = ModelLocation(part: "metadata[\(model.metadata.count)]: name")
            unsafe model.metadata.append(.init(name: try text(name, place), buffer: Int(number)))
        }
    }

    private func data(_ buffer: CTFLiteBuffer) -> TFLiteModel.Buffer {
        var result = unsafe TFLiteModel.Buffer(offset: buffer.offset, size: buffer.size)
        if let start = unsafe buffer.data.start, let base = unsafe self.buffer.baseAddress {
            let offset = unsafe UnsafeRawPointer(start) - base
            result.range = unsafe offset..<(offset + buffer.data.count)
        }
        return result
    }

    private mutating func subgraph(
        _ subgraph: OpaquePointer?, _ index: Int
    ) throws(ImportError) -> TFLiteModel.Subgraph {
        let place = ModelLocation(subgraph: String(index))
        guard let subgraph = unsafe subgraph else {
            throw ImportError(.malformed("expected a subgraph, found none"), at: place)
        }
        var result = TFLiteModel.Subgraph()
        result.name = unsafe try text(ctfliteSubgraphName(subgraph), place)
        result.inputs = unsafe try integers(ctfliteInputs(subgraph))
        result.outputs = unsafe try integers(ctfliteOutputs(subgraph))
        let tensorCount = unsafe ctfliteTensorCount(subgraph)
        result.tensors.reserveCapacity(tensorCount)
        for index in 0..<tensorCount {
            result.tensors.append(unsafe try tensor(ctfliteTensor(subgraph, index), index, place))
        }
        let operatorCount = unsafe ctfliteOperatorCount(subgraph)
        result.operators.reserveCapacity(operatorCount)
        let attributes = UnsafeMutablePointer<CTFLiteAttribute>.allocate(
            capacity: Int(CTFLiteAttributeLimit))
        defer { unsafe attributes.deallocate() }
        for index in 0..<operatorCount {
            let count = unsafe ctfliteAttributes(subgraph, index, attributes)
            var node = unsafe try node(ctfliteOperator(subgraph, index))
            node.attributes.reserveCapacity(count)
            for place in 0..<count {
                unsafe node.attributes.append(try attribute(attributes[place], ofNode: index))
            }
            result.operators.append(node)
        }
        return result
    }

    private mutating func tensor(
        _ tensor: CTFLiteTensor, _ index: Int, _ place: ModelLocation
    ) throws(ImportError) -> TFLiteModel.Tensor {
        var result = TFLiteModel.Tensor()
        result.name = unsafe try text(
            tensor.name, ModelLocation(subgraph: place.subgraph, part: "tensor \(index): name"))
        result.type = unsafe Int(tensor.type)
        result.shape = unsafe tensor.hasShape ? try integers(tensor.shape) : nil
        result.shapeSignature = unsafe try integers(tensor.shapeSignature)
        result.hasRank = unsafe tensor.hasRank
        result.buffer = unsafe Int(tensor.buffer)
        result.isVariable = unsafe tensor.isVariable
        result.isSparse = unsafe tensor.isSparse
        guard unsafe tensor.scaleCount > 0 else { return result }
        try take(unsafe 4 * tensor.scaleCount + 8 * tensor.zeroPointCount)
        result.quantization = unsafe QuantizationParameters(
            scales: Array(UnsafeBufferPointer(start: tensor.scales, count: tensor.scaleCount)),
            zeroPoints: UnsafeBufferPointer(start: tensor.zeroPoints, count: tensor.zeroPointCount).map { Int($0) },
            axis: Int(tensor.quantizedDimension))
        return result
    }

    private mutating func node(_ node: CTFLiteOperator) throws(ImportError) -> TFLiteModel.Operator {
        unsafe TFLiteModel.Operator(
            operatorCode: Int(node.operatorCode), inputs: try integers(node.inputs),
            outputs: try integers(node.outputs),
            largeCustomOptions: (node.largeCustomOptionsOffset, node.largeCustomOptionsSize))
    }

    private mutating func attribute(
        _ attribute: CTFLiteAttribute, ofNode index: Int
    ) throws(ImportError) -> OperatorDescription.Attribute {
        let name = unsafe String(cString: attribute.name)
        switch unsafe attribute.kind {
        case CTFLiteInteger: return unsafe .init(name, .integer(Int(attribute.integer)))
        case CTFLiteReal: return unsafe .init(name, .real(attribute.real))
        case CTFLiteString:
            return unsafe .init(name, .string(try text(attribute.text, ModelLocation(part: "node \(index): \(name)"))))
        case CTFLiteList: return unsafe .init(name, .integers(try list(attribute.list, attribute.elementSize)))
        default: return .init(name, .other("a list or a table"))
        }
    }

    /// The little-endian signed integers of a list.
    private mutating func list(_ bytes: CTFLiteBytes, _ elementSize: Int) throws(ImportError) -> [Int] {
        try take(unsafe bytes.count * elementSize)
        let buffer = unsafe UnsafeRawBufferPointer(start: bytes.start, count: bytes.count * elementSize)
        return unsafe (0..<bytes.count).map { index in
            switch elementSize {
            case 1: unsafe Int(buffer[index])
            case 2: unsafe Int(buffer.loadUnaligned(fromByteOffset: 2 * index, as: UInt16.self))
            case 4: unsafe Int(buffer.loadUnaligned(fromByteOffset: 4 * index, as: Int32.self))
            default: unsafe Int(buffer.loadUnaligned(fromByteOffset: 8 * index, as: Int64.self))
            }
        }
    }

    private mutating func integers(_ list: CTFLiteIntegers) throws(ImportError) -> [Int] {
        try take(unsafe 4 * list.count)
        return unsafe UnsafeBufferPointer(start: list.start, count: list.count).map { Int($0) }
    }

    private mutating func text(_ text: CTFLiteText, _ place: @autoclosure () -> ModelLocation) throws(ImportError)
        -> String
    {
        guard let start = unsafe text.start else { return "" }
        try take(unsafe text.count)
        let bytes = unsafe UnsafeRawBufferPointer(start: start, count: text.count)
        guard let string = unsafe String(validating: bytes, as: UTF8.self) else {
            throw ImportError(.malformed("expected UTF-8, found other bytes"), at: place())
        }
        return string
    }

    private mutating func take(_ byteCount: Int) throws(ImportError) {
        guard byteCount <= budget else {
            throw ImportError(
                .overLimit("expected lists and names within the limit of the model's structure, found more"))
        }
        budget -= byteCount
    }
}

extension TFLiteModel.OperatorCode {
    /// The operator's name: that of the builtin operator, or the custom one's own; nil for a number of none.
    var name: String? {
        if isCustom { return customCode }
        guard let name = unsafe ctfliteBuiltinName(Int32(clamping: builtinCode)) else { return nil }
        return unsafe String(cString: name)
    }

    /// Whether the operator is none of TFLite's own.
    var isCustom: Bool { builtinCode == 32 }
}
