public import GraphIR

/// Writes graphs as ONNX files, as they are read by us, `onnx.checker` and runtimes: those that were read from ONNX, before
/// their shapes are inferred, and those that `Graph.add(_:_:_:opset:outputCount:)` builds.
///
/// Of constants the elements that are known are written. Others have none, as in a stripped model, or are made: numbers
/// such that what flows through the graph stays near 1, and 0 where integers may be indices.
///
/// Functions were expanded when a file was read; their nodes are taken to be of the model's operator sets.
/// https://onnx.ai/onnx/intro/ir.html
public struct ONNXWriter: Sendable {
    /// The operator sets that the nodes are of.
    public var operatorSets: [ImportedModel.OperatorSet]
    /// The version of the intermediate representation: 8 came with operator set 15.
    public var irVersion: Int

    public init(operatorSets: [ImportedModel.OperatorSet], irVersion: Int = 8) {
        self.operatorSets = operatorSets
        self.irVersion = irVersion
    }

    /// The file's bytes; constants without known elements have none.
    ///
    /// - Throws: `ImportError` with the node as its place, for what ONNX cannot say.
    public func write(_ graph: Graph) throws(ImportError) -> [UInt8] {
        var tensors = ONNXTensorWriter<SystemRandomNumberGenerator>(constants: ConstantBytes())
        return try write(graph, &tensors)
    }

    /// The file's bytes; constants without known elements get some that are made of the generator's numbers.
    ///
    /// - Throws: `ImportError` with the node as its place, for what ONNX cannot say.
    public func write<Generator: RandomNumberGenerator>(
        _ graph: Graph, weightsFrom generator: inout Generator
    ) throws(ImportError) -> [UInt8] {
        var tensors = ONNXTensorWriter(constants: ConstantBytes(generator: generator))
        let bytes = try write(graph, &tensors)
        if let used = tensors.constants.generator { generator = used }
        return bytes
    }

    private func write<Generator>(
        _ graph: Graph, _ tensors: inout ONNXTensorWriter<Generator>
    ) throws(ImportError) -> [UInt8] {
        let domains = Set(operatorSets.map(\.domain))
        for (index, node) in graph.nodes.enumerated() where !domains.contains(node.domain) {
            throw ImportError(
                .inconsistent("expected an operator set for the domain \"\(node.domain)\", found none"),
                at: ModelLocation(node: graph.label(ofNode: index)))
        }
        var model: [UInt8] = []
        // Before version 4 initializers are inputs too, which ours are not.
        model.append(field: 1, max(irVersion, 4))
        model.append(field: 2, "kernelcast")
        model.append(field: 7, try ONNXGraphWriter(graph).write(&tensors))
        for set in operatorSets {
            var message: [UInt8] = []
            message.append(field: 1, set.domain)
            message.append(field: 2, set.version)
            model.append(field: 8, message)
        }
        return model
    }
}
