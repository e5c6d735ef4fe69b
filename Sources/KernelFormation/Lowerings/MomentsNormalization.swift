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
        operations.expand("LayerNormalization", by: expansion)
    }

    private func expansion(of operation: Operation, _ operations: inout OperationGraph) -> [Operation] {
        guard operation.outputs.count == 1, let rank = operations.type(of: operation.inputs[0]).shape?.count else {
            return [operation]
        }
        let x = operation.inputs[0]
        let normal = operations.addTensor(like: x)
        if rank <= 3 {
            return [
                Operation(added: "MeanVarianceNormalization", inputs: [x], outputs: [normal]),
                Operation(added: "Mul", inputs: [normal], outputs: operation.outputs),
            ]
        }
        var reduced = operations.type(of: x)
        reduced.shape?[rank - 1] = 1
        let mean = operations.addTensor(like: x, type: reduced)
        let difference = operations.addTensor(like: x)
        return [
            Operation(added: "ReduceMean", inputs: [x], outputs: [mean]),
            Operation(added: "Sub", inputs: [x, mean], outputs: [difference]),
            Operation(added: "RMSNormalization", inputs: [difference], outputs: [normal]),
            Operation(added: "Add", inputs: [normal], outputs: operation.outputs),
        ]
    }
}
