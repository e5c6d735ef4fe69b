import GraphIR

/// An AttributeProto on the wire. Scalars that a proto3 writer left out are 0.
struct ONNXAttribute {
    /// What an attribute may hold, as `AttributeProto.AttributeType` numbers it.
    private enum Kind: Int {
        case float = 1
        case int, string, tensor, graph, floats, ints, strings, tensors, graphs, sparseTensor, sparseTensors
        case typeProto, typeProtos
    }

    private let message: Range<Int>
    private(set) var name = 0..<0
    /// The graph that it holds, whatever its type says.
    private(set) var graph: Range<Int>?
    private var reference = 0..<0
    private var type = 0
    private var real: Double?
    private var integer: Int?
    private var string: Range<Int>?
    private var tensor: Range<Int>?
    private var sparseTensor: Range<Int>?
    private var typeProto: Range<Int>?
    private var hasReals = false
    private var hasStrings = false

    init(_ message: Range<Int>, in input: RawSpan) {
        self.message = message
        var fields = WireFields(message)
        while let field = fields.next(in: input) {
            switch ONNXField.Attribute(rawValue: field.number) {
            case .name: name = field.body
            case .refAttrName: reference = field.body
            case .type: type = field.shortInteger
            case .f: real = Self.real(field.bits)
            case .i: integer = field.integer
            case .s: string = field.body
            case .t: tensor = field.body
            case .g: graph = field.body
            case .sparseTensor: sparseTensor = field.body
            case .tp: typeProto = field.body
            case .floats: hasReals = true
            case .strings: hasStrings = true
            case .ints, nil: break
            }
        }
    }

    /// The tensor that it holds under the name "value".
    func heldTensor(in input: RawSpan) -> ONNXTensor? {
        guard kind == .tensor, reference.isEmpty, input.text(in: name) == "value" else { return nil }
        return tensor.map { ONNXTensor($0, in: input) }
    }

    /// What it says; nil where it refers to one that the function's caller leaves out.
    ///
    /// - Parameter given: what the caller of the function gives that the node stands in.
    /// - Throws: `ImportError` for a type or a sparse tensor that contradicts itself.
    func described(
        in input: RawSpan, given: [String: OperatorDescription.Value]?
    ) throws(ImportError) -> OperatorDescription.Attribute? {
        let name = input.text(in: name)
        guard !reference.isEmpty else { return .init(name, try value(in: input)) }
        guard let given else { return .init(name, .other("a reference")) }
        return given[input.text(in: reference)].map { .init(name, $0) }
    }

    private func value(in input: RawSpan) throws(ImportError) -> OperatorDescription.Value {
        switch kind {
        case .float: .real(real ?? 0)
        case .int: .integer(integer ?? 0)
        case .string: Self.string(string ?? 0..<0, in: input).map { .string($0) } ?? .other("bytes that are not UTF-8")
        case .tensor: tensor.map { .tensor(ONNXTensor($0, in: input).operand(in: input)) } ?? .other("no tensor")
        case .floats: .reals(input.numbers(ONNXField.Attribute.floats.rawValue, .fixed32, of: message, Self.real))
        case .ints:
            .integers(
                input.numbers(ONNXField.Attribute.ints.rawValue, .varint, of: message) { Int(truncatingIfNeeded: $0) })
        case .strings: strings(in: input).map { .strings($0) } ?? .other("bytes that are not UTF-8")
        case .sparseTensor:
            if let sparseTensor {
                .tensor(try ONNXSparseTensor(sparseTensor, in: input).operand(in: input))
            } else {
                .other("no tensor")
            }
        case .graph: graph == nil ? .other("no graph") : .graph
        case .graphs: .other("graphs")
        case .tensors: .other("tensors")
        case .sparseTensors: .other("sparse tensors")
        case .typeProto: .type(try ONNXMessage.type(typeProto, in: input))
        case .typeProtos: .other("types")
        case nil: .other("nothing")
        }
    }

    /// The type that the attribute states; before IR version 2 none did, and what is there tells.
    private var kind: Kind? {
        guard type == 0 else { return Kind(rawValue: type) }
        return if real != nil {
            .float
        } else if integer != nil {
            .int
        } else if string != nil {
            .string
        } else if tensor != nil {
            .tensor
        } else if graph != nil {
            .graph
        } else if hasReals {
            .floats
        } else if hasStrings {
            .strings
        } else {
            .ints
        }
    }

    private static func real(_ bits: UInt64) -> Double { Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits))) }

    private func strings(in input: RawSpan) -> [String]? {
        var strings: [String] = []
        var fields = WireFields(message)
        while let body = fields.next(ONNXField.Attribute.strings, in: input) {
            guard let string = Self.string(body, in: input) else { return nil }
            strings.append(string)
        }
        return strings
    }

    /// The text in bytes of which the guard has not asked whether they are any.
    private static func string(_ body: Range<Int>, in input: RawSpan) -> String? {
        unsafe input.extracting(body).withUnsafeBytes { bytes in unsafe String(validating: bytes, as: UTF8.self) }
    }
}
