import CONNX
import Glibc
import GraphIR

/// Owns one unpacked `onnx.ModelProto`. Only this file and its extensions see libprotobuf-c's objects; none of its
/// pointers leaves them.
///
/// Unpack only what `ProtobufGuard` has passed: libprotobuf-c limits no depth, and what is read here trusts the guard
/// that texts are UTF-8 without zero bytes, and that the dimensions of tensors are in range and fit their elements.
@safe struct ONNXMessage: ~Copyable {
    let graph: UnsafeMutablePointer<Onnx__GraphProto>
    private let model: UnsafeMutablePointer<Onnx__ModelProto>
    private let arena: ProtobufArena

    /// The messages and fields of `schemas/onnx.proto`.
    static let schema: ProtobufSchema = {
        var model = unsafe Onnx__ModelProto()
        unsafe onnx__model_proto__init(&model)
        return unsafe ProtobufSchema(root: model.base.descriptor)
    }()

    /// - Parameter byteCount: the most memory that the message may take.
    init(unpacking bytes: RawSpan, byteCount: Int) throws(ImportError) {
        let arena = ProtobufArena(byteCount: byteCount)
        let model = unsafe arena.withAllocator { allocator in
            unsafe bytes.withUnsafeBytes { buffer in
                unsafe onnx__model_proto__unpack(allocator, buffer.count, buffer.baseAddress)
            }
        }
        guard let model = unsafe model else {
            throw ImportError(
                arena.isExhausted
                    ? .overLimit("expected a model that unpacks to at most \(byteCount) bytes, found more")
                    : .malformed("expected a ModelProto message, found other bytes"))
        }
        guard let graph = unsafe model.pointee.graph else {
            throw ImportError(.malformed("expected a graph, found none"))
        }
        unsafe self.graph = graph
        unsafe self.model = model
        self.arena = arena
    }

    /// The version of the intermediate representation; 1 where the file does not say.
    var irVersion: Int { unsafe model.pointee.has_ir_version != 0 ? Int(model.pointee.ir_version) : 1 }

    /// The tool that wrote the file and its version, as far as it says.
    var producer: String {
        let words = unsafe [Self.text(model.pointee.producer_name), Self.text(model.pointee.producer_version)]
        return words.filter { !$0.isEmpty }.joined(separator: " ")
    }

    /// The operator sets that the file imports, in its order.
    func operatorSets() -> [ImportedModel.OperatorSet] {
        unsafe Self.operatorSets(model.pointee.opset_import, model.pointee.n_opset_import)
    }

    /// The operator sets that a model or a function imports.
    static func operatorSets(
        _ sets: UnsafeMutablePointer<UnsafeMutablePointer<Onnx__OperatorSetIdProto>?>?, _ count: Int
    ) -> [ImportedModel.OperatorSet] {
        unsafe each(sets, count) { set in
            unsafe .init(domain: domain(set.pointee.domain), version: Int(set.pointee.version))
        }
    }

    /// The functions that the file brings along; of several of one name the first.
    func functions() -> [ONNXFunction: UnsafeMutablePointer<Onnx__FunctionProto>] {
        let functions = unsafe Self.each(model.pointee.functions, model.pointee.n_functions) { function in
            let key = unsafe ONNXFunction(
                domain: Self.domain(function.pointee.domain), name: Self.text(function.pointee.name),
                overload: Self.text(function.pointee.overload))
            return unsafe (key, function)
        }
        return unsafe Dictionary(functions) { first, _ in unsafe first }
    }

    /// The results of `body` for the messages of a repeated field.
    @discardableResult
    static func each<Message, Result, E>(
        _ messages: UnsafeMutablePointer<UnsafeMutablePointer<Message>?>?, _ count: Int,
        _ body: (UnsafeMutablePointer<Message>) throws(E) -> Result
    ) throws(E) -> [Result] {
        var results: [Result] = []
        results.reserveCapacity(count)
        for index in 0..<count {
            if let message = unsafe messages?[index] { results.append(unsafe try body(message)) }
        }
        return results
    }

    /// A text field; empty where the file leaves it out.
    static func text(_ characters: UnsafePointer<CChar>?) -> String {
        guard let characters = unsafe characters, unsafe characters.pointee != 0 else { return "" }
        return unsafe String(cString: characters)
    }

    /// The bytes of a text field, without the zero behind them.
    static func characters(_ characters: UnsafePointer<CChar>?) -> UnsafeRawBufferPointer {
        unsafe UnsafeRawBufferPointer(start: characters, count: characters.map { unsafe strlen($0) } ?? 0)
    }

    /// A domain; the default one is called "ai.onnx" too.
    static func domain(_ characters: UnsafePointer<CChar>?) -> String {
        let domain = unsafe text(characters)
        return domain == "ai.onnx" ? "" : domain
    }
}

/// How a function of a model is called.
struct ONNXFunction: Hashable {
    var domain: String
    var name: String
    var overload: String
}
