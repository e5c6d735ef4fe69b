import GraphIR

/// An activation that the file fuses becomes an operation behind its operator.
///
/// tensorflow/lite/delegates/gpu/common/model_builder_helper.cc, MaybeFuseActivation.
struct FusedActivations: Lowering {
    static let name = "fused-activations"

    func apply(to operations: inout OperationGraph) {
        var replacements: [Int: [Operation]] = [:]
        for index in operations.operations.indices where !operations.operations[index].fusedOperators.isEmpty {
            var operation = operations.operations[index]
            guard operation.outputs.count == 1 else { continue }
            let output = operation.outputs[0]
            let inner = operations.addTensor(like: output)
            let activation = Operation(
                name: operation.fusedOperators[0], inputs: [inner], outputs: [output], nodes: [], anchor: nil,
                source: .lowering)
            operation.outputs = [inner]
            operation.fusedOperators = []
            replacements[index] = [operation, activation]
        }
        operations.replace(replacements)
    }
}
