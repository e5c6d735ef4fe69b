import GraphIR

/// An activation that the file fuses into arithmetic of two operands becomes a clamp of its own.
///
/// XNNPACK since it has one operator for all binary arithmetic: tensorflow/lite/delegates/xnnpack/xnnpack_delegate.cc.
struct BinaryActivations: Lowering {
    static let name = "binary-activations"

    func apply(to operations: inout OperationGraph) {
        var replacements: [Int: [Operation]] = [:]
        for index in operations.operations.indices {
            var operation = operations.operations[index]
            guard ["add", "div", "mul", "sub"].contains(operation.name), operation.fusedOperators == ["relu"] else {
                continue
            }
            let inner = operations.addTensor(like: operation.outputs[0])
            let clamp = Operation(added: "relu", inputs: [inner], outputs: operation.outputs)
            operation.outputs = [inner]
            operation.fusedOperators = []
            replacements[index] = [operation, clamp]
        }
        operations.replace(replacements)
    }
}
