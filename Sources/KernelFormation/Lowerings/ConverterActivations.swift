import GraphIR

/// A RELU, RELU6 or RELU_N1_TO_1 becomes the fused activation of the operator that alone it reads.
///
/// tensorflow/compiler/mlir/lite/transforms/optimize_patterns.td, FuseActFnIntoConvOpPat, FuseActFnIntoPoolOpPat and
/// FusedBinaryActivationFuncOpPat; optimize.cc, FuseFullyConnectedAndReluX.
struct ConverterActivations: Lowering {
    static let name = "converter-activations"

    func apply(to operations: inout OperationGraph) {
        guard !operations.isTFLite else { return }
        for index in operations.operations.indices where operations.operations[index].isNamed("relu") {
            guard let input = operations.operations[index].inputs.first,
                let producer = operations.onlyProducer(
                    of: input, named: "add", "average_pool_2d", "conv_2d", "depthwise_conv_2d", "div",
                    "fully_connected", "max_pool_2d", "mul", "sub"),
                operations.operations[producer].fusedOperators.isEmpty
            else { continue }
            operations.operations[producer].fusedOperators = ["relu"]
            operations.foldBack(index, into: producer)
        }
        operations.connect()
    }
}
