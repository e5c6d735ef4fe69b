import CONNX
import GraphIR

extension ONNXMessage {
    /// The main graph, and what is worth telling of it.
    ///
    /// - Throws: `ImportError` where the file contradicts itself, or an operator its specification.
    func decodedGraph() throws(ImportError) -> (graph: Graph, diagnostics: [Diagnostic]) {
        var builder = try ONNXGraphBuilder(
            name: unsafe Self.text(graph.pointee.name), irVersion: irVersion, operatorSets: operatorSets(),
            functions: functions(), nameCount: unsafe graph.pointee.n_node + graph.pointee.n_initializer)
        try addConstants(to: &builder)
        unsafe try Self.each(graph.pointee.input, graph.pointee.n_input) { (input) throws(ImportError) in
            let (name, type) = unsafe try Self.declaration(input, "input")
            try builder.addInput(name, type)
        }
        unsafe try Self.each(graph.pointee.value_info, graph.pointee.n_value_info) { (info) throws(ImportError) in
            let (name, type) = unsafe try Self.declaration(info, "value")
            builder.declare(name, type)
        }
        unsafe try Self.each(graph.pointee.node, graph.pointee.n_node) { (node) throws(ImportError) in
            unsafe try Self.add(node, to: &builder)
        }
        unsafe try Self.each(graph.pointee.output, graph.pointee.n_output) { (output) throws(ImportError) in
            let (name, type) = unsafe try Self.declaration(output, "output")
            try builder.addOutput(name, type)
        }
        return try builder.finish()
    }

    private func addConstants(to builder: inout ONNXGraphBuilder) throws(ImportError) {
        unsafe try Self.each(graph.pointee.initializer, graph.pointee.n_initializer) { (tensor) throws(ImportError) in
            unsafe try builder.addInitializer(Self.text(tensor.pointee.name), Self.operand(tensor))
        }
        unsafe try Self.each(graph.pointee.sparse_initializer, graph.pointee.n_sparse_initializer) {
            (tensor) throws(ImportError) in
            unsafe try builder.addInitializer(Self.text(tensor.pointee.values?.pointee.name), Self.operand(tensor))
        }
    }

    private static func add(
        _ node: UnsafeMutablePointer<Onnx__NodeProto>, to builder: inout ONNXGraphBuilder
    ) throws(ImportError) {
        let name = unsafe text(node.pointee.name)
        let operatorName = unsafe text(node.pointee.op_type)
        let index = builder.nodeCount
        try located(ModelLocation(node: .init(index: index, name: name, operatorName: operatorName))) {
            () throws(ImportError) in
            let attributes = unsafe try each(node.pointee.attribute, node.pointee.n_attribute) {
                (attribute) throws(ImportError) in unsafe try self.attribute(attribute)
            }
            let function = unsafe ONNXFunction(
                domain: domain(node.pointee.domain), name: operatorName, overload: text(node.pointee.overload))
            let inputs = unsafe (0..<node.pointee.n_input).map { position in
                unsafe builder.read(text(node.pointee.input[position]), input: position)
            }
            let outputs = unsafe try (0..<node.pointee.n_output).map { (position) throws(ImportError) in
                unsafe try builder.write(text(node.pointee.output[position]))
            }
            try builder.addNode(name: name, function, inputs: inputs, outputs: outputs, attributes: attributes)
        }
    }

    /// A value's name, and its type as the file declares it.
    private static func declaration(
        _ info: UnsafeMutablePointer<Onnx__ValueInfoProto>, _ role: String
    ) throws(ImportError) -> (name: String, type: TensorType) {
        let name = unsafe text(info.pointee.name)
        guard !name.isEmpty else { throw ImportError(.malformed("expected a name for every \(role), found none")) }
        let type = try located(ModelLocation(part: "\(role) \"\(name)\"")) { () throws(ImportError) in
            unsafe try self.type(info.pointee.type)
        }
        return (name, type)
    }

    /// What is not a tensor (a sequence, a map, an optional) has no type here.
    private static func type(_ type: UnsafeMutablePointer<Onnx__TypeProto>?) throws(ImportError) -> TensorType {
        guard let type = unsafe type, unsafe type.pointee.value_case == ONNX__TYPE_PROTO__VALUE_TENSOR_TYPE,
            let tensor = unsafe type.pointee.tensor_type
        else { return TensorType(.unknown, nil) }
        let element = unsafe ONNXDataType(Int(tensor.pointee.elem_type))?.element ?? .unknown
        guard let shape = unsafe tensor.pointee.shape else { return TensorType(element, nil) }
        return unsafe TensorType(
            element,
            try each(shape.pointee.dim, shape.pointee.n_dim) { (dimension) throws(ImportError) in
                unsafe try self.dimension(dimension.pointee)
            })
    }

    /// Exporters write 0 and −1 for what is not fixed.
    private static func dimension(_ dimension: Onnx__TensorShapeProto__Dimension) throws(ImportError) -> Dimension {
        switch unsafe dimension.value_case {
        case ONNX__TENSOR_SHAPE_PROTO__DIMENSION__VALUE_DIM_VALUE:
            let value = unsafe dimension.dim_value
            guard value <= Dimension.limit else {
                throw ImportError(
                    .inconsistent("expected a dimension of at most \(Dimension.limit), found \(value)"))
            }
            return value > 0 ? .fixed(Int(value)) : .unknown
        case ONNX__TENSOR_SHAPE_PROTO__DIMENSION__VALUE_DIM_PARAM:
            let name = unsafe text(dimension.dim_param)
            return name.isEmpty ? .unknown : .symbolic(name)
        default: return .unknown
        }
    }
}
