import GraphIR

/// LayerNormalization becomes what OpenVINO runs: of up to three axes a normalisation of mean and variance and the
/// arithmetic of scale and shift; of more the mean, its difference, a division by the root of the mean square, and the
/// shift.
///
/// openvino: src/frontends/onnx/frontend/src/op/layer_normalization.cpp, whose subgraph mvn_fusion.cpp takes where
/// src/plugins/intel_cpu/src/nodes/mvn.cpp runs it, and rms_fusion.cpp where not.
struct MomentsNormalization: Lowering {
    static let name = "moments-normalization"

    func apply(to operations: inout OperationGraph) {
        var replacements: [Int: [Operation]] = [:]
        for index in operations.operations.indices where operations.operations[index].name == "LayerNormalization" {
            replacements[index] = expansion(of: operations.operations[index], &operations)
        }
        operations.replace(replacements)
    }

    private func expansion(of operation: Operation, _ operations: inout OperationGraph) -> [Operation] {
        guard let x = operation.inputs.first, operation.outputs.count == 1,
            let rank = operations.type(of: x).shape?.count
        else { return [operation] }
        let full = operations.type(of: x)
        var result: [Operation] = []
        func add(_ name: String, _ inputs: [Int], _ output: Int) {
            result.append(
                Operation(name: name, inputs: inputs, outputs: [output], nodes: [], anchor: nil, source: .lowering))
        }
        if rank > 3 {
            var reduced = full
            reduced.shape?[rank - 1] = 1
            let mean = operations.addTensor(like: x, type: reduced)
            let difference = operations.addTensor(like: x)
            let normal = operations.addTensor(like: x)
            add("ReduceMean", [x], mean)
            add("Sub", [x, mean], difference)
            add("RMSNormalization", [difference], normal)
            add("Add", [normal], operation.outputs[0])
        } else {
            let normal = operations.addTensor(like: x)
            add("MeanVarianceNormalization", [x], normal)
            add("Mul", [normal], operation.outputs[0])
        }
        result[0].nodes = operation.nodes
        result[0].anchor = operation.anchor
        result[0].source = .file
        return result
    }
}
