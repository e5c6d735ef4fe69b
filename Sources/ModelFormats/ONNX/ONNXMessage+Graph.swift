import CONNX
import GraphIR

extension ONNXMessage {
    /// The main graph, and what is worth telling of it. Functions of the file are expanded where they are called.
    ///
    /// - Throws: `ImportError` where the file contradicts itself, or an operator its specification.
    func decodedGraph(limits: ImportLimits) throws(ImportError) -> (graph: Graph, diagnostics: [Diagnostic]) {
        var builder = ONNXGraphBuilder(
            name: unsafe Self.text(graph.pointee.name),
            operatorSets: try ONNXOperatorSets(operatorSets(), irVersion: irVersion),
            nodeCount: unsafe graph.pointee.n_node, initializerCount: unsafe graph.pointee.n_initializer)
        var calls = unsafe ONNXCalls(functions(), limits: limits)
        unsafe try Self.addContents(of: graph.pointee, to: &builder, &calls)
        unsafe try Self.each(graph.pointee.output, graph.pointee.n_output) { (output) throws(ImportError) in
            let (name, type) = unsafe try Self.declaration(output, "output")
            try builder.addOutput(name, type)
        }
        return try builder.finish()
    }

    /// Everything but the outputs.
    private static func addContents(
        of graph: Onnx__GraphProto, to builder: inout ONNXGraphBuilder, _ calls: inout ONNXCalls
    ) throws(ImportError) {
        unsafe try each(graph.initializer, graph.n_initializer) { (tensor) throws(ImportError) in
            unsafe try builder.addInitializer(text(tensor.pointee.name), operand(tensor))
        }
        unsafe try each(graph.sparse_initializer, graph.n_sparse_initializer) { (tensor) throws(ImportError) in
            unsafe try builder.addInitializer(text(tensor.pointee.values?.pointee.name), operand(tensor))
        }
        unsafe try each(graph.input, graph.n_input) { (input) throws(ImportError) in
            let (name, type) = unsafe try declaration(input, "input")
            try builder.addInput(name, type)
        }
        unsafe try each(graph.value_info, graph.n_value_info) { (info) throws(ImportError) in
            let (name, type) = unsafe try declaration(info, "value")
            builder.declare(name, type)
        }
        unsafe try each(graph.node, graph.n_node) { (node) throws(ImportError) in
            unsafe try add(node, to: &builder, &calls)
        }
    }

    private static func add(
        _ node: UnsafeMutablePointer<Onnx__NodeProto>, to builder: inout ONNXGraphBuilder, _ calls: inout ONNXCalls
    ) throws(ImportError) {
        let name = builder.path(ofNode: unsafe text(node.pointee.name))
        let function = unsafe ONNXFunction(
            domain: domain(node.pointee.domain), name: text(node.pointee.op_type),
            overload: text(node.pointee.overload))
        let index = builder.nodeCount
        do throws(ImportError) {
            if unsafe !calls.functions.isEmpty, let definition = unsafe calls.functions[function] {
                unsafe try expand(definition, as: function, node.pointee, named: name, in: &builder, &calls)
                return
            }
            let attributes = unsafe try attributes(
                node.pointee.attribute, node.pointee.n_attribute, given: calls.attributes)
            var inputs: [Value.ID?] = []
            unsafe inputs.reserveCapacity(node.pointee.n_input)
            for position in unsafe 0..<node.pointee.n_input {
                let name = unsafe characters(node.pointee.input[position])
                inputs.append(unsafe builder.read(name.bytes, input: position))
            }
            let bodies = unsafe try bodies(of: node.pointee, function, &inputs, in: &builder, &calls)
            var outputs: [Value.ID?] = []
            unsafe outputs.reserveCapacity(node.pointee.n_output)
            for position in unsafe 0..<node.pointee.n_output {
                let name = unsafe characters(node.pointee.output[position])
                outputs.append(unsafe try builder.write(name.bytes))
            }
            try builder.addNode(
                name: name, function, inputs: inputs, outputs: outputs, attributes: attributes, bodies: bodies)
        } catch {
            let label = ModelLocation.NodeLabel(index: index, name: name, operatorName: function.name)
            throw ImportError(error.reason, at: error.location.within(ModelLocation(node: label)))
        }
    }

    private static func attributes(
        _ messages: UnsafeMutablePointer<UnsafeMutablePointer<Onnx__AttributeProto>?>?, _ count: Int,
        given: [String: OperatorDescription.Value]?
    ) throws(ImportError) -> [OperatorDescription.Attribute] {
        var attributes: [OperatorDescription.Attribute] = []
        attributes.reserveCapacity(count)
        for index in 0..<count {
            guard let message = unsafe messages?[index],
                let attribute = unsafe try attribute(message, given: given)
            else { continue }
            attributes.append(attribute)
        }
        return attributes
    }
}

// MARK: functions and bodies

extension ONNXMessage {
    /// Adds a function's nodes in the stead of a node that calls it.
    private static func expand(
        _ definition: UnsafeMutablePointer<Onnx__FunctionProto>, as function: ONNXFunction, _ node: Onnx__NodeProto,
        named name: String, in builder: inout ONNXGraphBuilder, _ calls: inout ONNXCalls
    ) throws(ImportError) {
        let given = unsafe try attributes(node.attribute, node.n_attribute, given: calls.attributes)
        let defaults = unsafe try attributes(
            definition.pointee.attribute_proto, definition.pointee.n_attribute_proto, given: calls.attributes)
        let attributes = Dictionary((defaults + given).map { ($0.name, $0.value) }) { _, last in last }
        let inputs = unsafe try parameters(definition.pointee.input, definition.pointee.n_input, node.n_input, "inputs")
        let outputs = unsafe try parameters(
            definition.pointee.output, definition.pointee.n_output, node.n_output, "outputs")
        let arguments = inputs.indices.map { position in
            unsafe position < node.n_input ? builder.read(text(node.input[position]), input: position) : nil
        }
        var results: [Value.ID?] = []
        for position in unsafe 0..<node.n_output {
            let name = unsafe characters(node.output[position])
            unsafe results.append(try builder.write(name.bytes))
        }
        let sets = unsafe try builder.operatorSets.overridden(
            by: operatorSets(definition.pointee.opset_import, definition.pointee.n_opset_import))
        let nodeCount = unsafe definition.pointee.n_node
        let byteCount =
            unsafe onnx__function_proto__get_packed_size(definition) + nodeCount * name.utf8.count
        let outer = try builder.enter(
            name, sets, inputs: Array(zip(inputs, arguments)), outputs: Array(zip(outputs, results)))
        try calls.call(function, nodeCount: nodeCount, byteCount: byteCount, attributes: attributes) {
            (calls) throws(ImportError) in
            unsafe try each(definition.pointee.node, definition.pointee.n_node) { (node) throws(ImportError) in
                unsafe try add(node, to: &builder, &calls)
            }
        }
        try builder.leave(to: outer)
    }

    /// A function's formal inputs or outputs, of which a call may leave out the last.
    private static func parameters(
        _ names: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?, _ count: Int, _ found: Int, _ role: String
    ) throws(ImportError) -> [String] {
        guard found <= count else {
            throw ImportError(.inconsistent("expected at most \(count) \(role) for the function, found \(found)"))
        }
        return (0..<count).map { unsafe text(names?[$0]) }
    }

    /// The graphs of a node that runs them; what they read of the graphs around them is added to the node's inputs.
    private static func bodies(
        of node: Onnx__NodeProto, _ function: ONNXFunction, _ inputs: inout [Value.ID?],
        in builder: inout ONNXGraphBuilder, _ calls: inout ONNXCalls
    ) throws(ImportError) -> [Body] {
        var bodies: [Body] = []
        for index in unsafe 0..<node.n_attribute {
            guard let attribute = unsafe node.attribute[index], let graph = unsafe attribute.pointee.g,
                function.domain.isEmpty, ControlFlow.names.contains(function.name)
            else { continue }
            let name = unsafe text(attribute.pointee.name)
            bodies.append(
                try located(ModelLocation(subgraph: name)) { () throws(ImportError) in
                    try calls.descend { (calls) throws(ImportError) in
                        unsafe try body(name, graph.pointee, &inputs, in: &builder, &calls)
                    }
                })
        }
        return bodies
    }

    private static func body(
        _ name: String, _ graph: Onnx__GraphProto, _ inputs: inout [Value.ID?], in builder: inout ONNXGraphBuilder,
        _ calls: inout ONNXCalls
    ) throws(ImportError) -> Body {
        var inner = ONNXGraphBuilder(
            name: unsafe text(graph.name), operatorSets: builder.operatorSets,
            nodeCount: unsafe graph.n_node, initializerCount: unsafe graph.n_initializer)
        unsafe try addContents(of: graph, to: &inner, &calls)
        unsafe try each(graph.output, graph.n_output) { (output) throws(ImportError) in
            let (name, type) = unsafe try declaration(output, "output")
            inner.addBodyOutput(name, type)
        }
        let (graph, captured, diagnostics) = inner.finishBody()
        builder.note(diagnostics, in: name)
        var captures: [Body.Capture] = []
        for id in captured {
            captures.append(.init(inner: id, input: inputs.count))
            inputs.append(builder.read(graph[id].name, input: inputs.count))
        }
        return Body(name: name, graph: graph, captures: captures)
    }
}

// MARK: types

extension ONNXMessage {
    /// A value's name, and its type as the file declares it.
    private static func declaration(
        _ info: UnsafeMutablePointer<Onnx__ValueInfoProto>, _ role: String
    ) throws(ImportError) -> (name: String, type: TensorType) {
        let name = unsafe text(info.pointee.name)
        guard !name.isEmpty else { throw ImportError(.malformed("expected a name for every \(role), found none")) }
        do throws(ImportError) {
            return (name, unsafe try type(info.pointee.type))
        } catch {
            throw ImportError(error.reason, at: error.location.within(ModelLocation(part: "\(role) \"\(name)\"")))
        }
    }

    /// A type as the file declares it: a tensor's, or that of what a sequence or an optional holds.
    static func type(_ type: UnsafeMutablePointer<Onnx__TypeProto>?) throws(ImportError) -> TensorType {
        guard let type = unsafe type else { return TensorType(.unknown, nil) }
        switch unsafe type.pointee.value_case {
        case ONNX__TYPE_PROTO__VALUE_TENSOR_TYPE:
            guard let tensor = unsafe type.pointee.tensor_type else { break }
            return unsafe try tensorType(tensor.pointee.elem_type, tensor.pointee.shape)
        case ONNX__TYPE_PROTO__VALUE_SPARSE_TENSOR_TYPE:
            guard let tensor = unsafe type.pointee.sparse_tensor_type else { break }
            return unsafe try tensorType(tensor.pointee.elem_type, tensor.pointee.shape)
        case ONNX__TYPE_PROTO__VALUE_SEQUENCE_TYPE:
            var content = unsafe try self.type(type.pointee.sequence_type?.pointee.elem_type)
            content.container = .sequence(count: nil)
            return content
        case ONNX__TYPE_PROTO__VALUE_OPTIONAL_TYPE:
            var content = unsafe try self.type(type.pointee.optional_type?.pointee.elem_type)
            if case .sequence = content.container {
                content.container = .optionalSequence
            } else {
                content.container = .optional
            }
            return content
        case ONNX__TYPE_PROTO__VALUE_MAP_TYPE: return TensorType(.unknown, nil, container: .map)
        default: break
        }
        return TensorType(.unknown, nil)
    }

    private static func tensorType(
        _ number: Int32, _ shape: UnsafeMutablePointer<Onnx__TensorShapeProto>?
    ) throws(ImportError) -> TensorType {
        let element = ONNXDataType(Int(number))?.element ?? .unknown
        guard let shape = unsafe shape else { return TensorType(element, nil) }
        return unsafe TensorType(
            element,
            try (0..<shape.pointee.n_dim).map { (axis) throws(ImportError) in
                guard let dimension = unsafe shape.pointee.dim[axis] else { return .unknown }
                let isBatch = unsafe axis == 0 && shape.pointee.n_dim > 1
                return unsafe try self.dimension(dimension.pointee, isBatch: isBatch)
            })
    }

    /// Exporters write −1 for what is not fixed, and for an open batch 0; elsewhere a 0 is meant.
    private static func dimension(
        _ dimension: Onnx__TensorShapeProto__Dimension, isBatch: Bool
    ) throws(ImportError) -> Dimension {
        switch unsafe dimension.value_case {
        case ONNX__TENSOR_SHAPE_PROTO__DIMENSION__VALUE_DIM_VALUE:
            let value = unsafe dimension.dim_value
            guard value <= Dimension.limit else {
                throw ImportError(
                    .inconsistent("expected a dimension of at most \(Dimension.limit), found \(value)"))
            }
            return value >= (isBatch ? 1 : 0) ? .fixed(Int(value)) : .unknown
        case ONNX__TENSOR_SHAPE_PROTO__DIMENSION__VALUE_DIM_PARAM:
            let name = unsafe text(dimension.dim_param)
            return name.isEmpty ? .unknown : .symbolic(name)
        default: return .unknown
        }
    }
}
