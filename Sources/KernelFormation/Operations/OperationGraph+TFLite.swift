import GraphIR

/// What the nodes of a TFLite file execute: no lowering from another format's operators applies to them; and what those of
/// other formats with operators of their own do.
extension OperationGraph {
    /// The name of a node's operator in the vocabulary of lowerings: TFLite's in lower case, ONNX's for all others.
    static func name(of call: OperatorCall) -> String {
        if let name = call.onnxName { return name }
        return call.domain == OperatorDescription.tfliteDomain ? call.operatorName.lowercased() : call.operatorName
    }

    /// Where a window moves over an image whose channels come last; no operator of ONNX's own domain has one, and asking
    /// for a conformance takes longer than all else here.
    func placedWindow(ofNode index: Int) -> ImageWindow? {
        guard !graph.nodes[index].domain.isEmpty,
            let placement = (graph.nodes[index].operation as? any WindowedOperator)?.placement(
                for: graph.operands(ofNode: index))
        else { return nil }
        return ImageWindow(
            placement.window, kernel: placement.kernel, groups: placement.groups, image: placement.image)
    }

    /// The activation that a node applies to its output, in the format's name; all that hold it between numbers as `relu`.
    func fusedOperators(ofNode index: Int) -> [String] {
        guard let activation = (graph.nodes[index].operation as? any ActivatedOperator)?.fusedActivation else {
            return []
        }
        return [activation.hasPrefix("relu") ? "relu" : activation]
    }
}
