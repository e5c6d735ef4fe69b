import GraphIR

/// BatchNormalization folds into the convolution or matrix product before it; elsewhere it becomes a multiplication and
/// an addition by constants.
///
/// tensorflow/compiler/mlir/lite/transforms/prepare_tf.cc.
struct BatchNormFolding: Lowering {
    static let name = "batch-norm"

    func apply(to operations: inout OperationGraph) {
        var replacements: [Int: [Operation]] = [:]
        for index in operations.operations.indices where operations.operations[index].isNamed("BatchNormalization") {
            guard let input = operations.operations[index].inputs.first else { continue }
            if let producer = operations.onlyProducer(of: input, named: "Conv", "ConvTranspose", "fully_connected") {
                operations.addBias(of: index, to: producer)
                operations.foldBack(index, into: producer)
            } else {
                replacements[index] = operations.chain(["mul", "add"], for: operations.operations[index])
            }
        }
        operations.replace(replacements)
    }
}

extension OperationGraph {
    /// Counts the bias that a convolution without one gains when a shift folds into it.
    mutating func addBias(of shift: Int, to producer: Int) {
        guard let node = anchor(of: producer), node.inputs.count < 3, operations[producer].addedParameters == 0,
            let channels = extents(of: operations[shift].outputs[0])?.channels
        else { return }
        operations[producer].addedParameters = channels
    }
}
