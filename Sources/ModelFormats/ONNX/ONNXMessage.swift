import CONNX
import GraphIR

/// An `onnx.ModelProto` on the wire: what it says of itself, and where its graph and its functions lie.
///
/// Only for bytes that `ProtobufGuard` has written. What is read here trusts it that texts are UTF-8 without zero bytes,
/// that fields which may stand once do, and that the dimensions of tensors are in range and fit their elements.
struct ONNXMessage {
    /// The version of the intermediate representation; 1 where the file does not say.
    private(set) var irVersion = 1
    /// The tool that wrote the file and its version, as far as it says.
    private(set) var producer = ""
    /// The operator sets that the file imports, in its order.
    private(set) var operatorSets: [ImportedModel.OperatorSet] = []
    /// The functions that the file brings along; of several of one name the first.
    private(set) var functions: [ONNXFunction: Range<Int>] = [:]
    let graph: Range<Int>

    /// The messages and fields of `schemas/onnx.proto`.
    static let schema: ProtobufSchema = {
        var model = unsafe Onnx__ModelProto()
        unsafe onnx__model_proto__init(&model)
        return unsafe ProtobufSchema(root: model.base.descriptor)
    }()

    /// - Throws: `ImportError` for a model without a graph.
    init(_ input: RawSpan) throws(ImportError) {
        var graph: Range<Int>?
        var version = ""
        var fields = WireFields(0..<input.byteCount)
        while let field = fields.next(in: input) {
            switch ONNXField.Model(rawValue: field.number) {
            case .irVersion: irVersion = field.integer
            case .producerName: producer = input.text(in: field.body)
            case .producerVersion: version = input.text(in: field.body)
            case .graph: graph = field.body
            case .opsetImport: operatorSets.append(Self.operatorSet(field.body, in: input))
            case .functions:
                let function = ONNXFunction(definition: field.body, in: input)
                if functions[function] == nil { functions[function] = field.body }
            case nil: break
            }
        }
        guard let graph else { throw ImportError(.malformed("expected a graph, found none")) }
        self.graph = graph
        producer = [producer, version].filter { !$0.isEmpty }.joined(separator: " ")
    }

    /// An operator set that a model or a function imports.
    static func operatorSet(_ message: Range<Int>, in input: RawSpan) -> ImportedModel.OperatorSet {
        var set = ImportedModel.OperatorSet(domain: "", version: 0)
        var fields = WireFields(message)
        while let field = fields.next(in: input) {
            switch ONNXField.OperatorSet(rawValue: field.number) {
            case .domain: set.domain = domain(field.body, in: input)
            case .version: set.version = field.integer
            case nil: break
            }
        }
        return set
    }

    /// A domain; the default one is called "ai.onnx" too.
    static func domain(_ body: Range<Int>, in input: RawSpan) -> String {
        let domain = input.text(in: body)
        return domain == "ai.onnx" ? "" : domain
    }
}

/// How a function of a model, or an operator, is called.
struct ONNXFunction: Hashable {
    var domain: String
    var name: String
    var overload: String
}

extension ONNXFunction {
    /// What a FunctionProto is called by.
    fileprivate init(definition: Range<Int>, in input: RawSpan) {
        self.init(domain: "", name: "", overload: "")
        var fields = WireFields(definition)
        while let field = fields.next(in: input) {
            switch ONNXField.Function(rawValue: field.number) {
            case .domain: domain = ONNXMessage.domain(field.body, in: input)
            case .name: name = input.text(in: field.body)
            case .overload: overload = input.text(in: field.body)
            default: break
            }
        }
    }
}
