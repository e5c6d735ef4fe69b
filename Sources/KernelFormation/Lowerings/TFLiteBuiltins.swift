import GraphIR

/// Operators that bear the GPU delegate's names take those of TFLite's builtin operators, as a file writes them.
///
/// tensorflow/lite/schema/schema.fbs, BuiltinOperator. What has no builtin operator keeps its name.
struct TFLiteBuiltins: Lowering {
    static let name = "tflite-builtins"

    /// The delegate's names, where they are others than those of the builtin operators.
    private static let names = [
        "average_pooling_2d": "average_pool_2d", "batched_matmul": "batch_matmul", "concat": "concatenation",
        "convolution_2d": "conv_2d", "convolution_transposed": "transpose_conv",
        "depthwise_convolution": "depthwise_conv_2d", "max_pooling_2d": "max_pool_2d", "reduce_maximum": "reduce_max",
        "reduce_minimum": "reduce_min", "reduce_product": "reduce_prod", "reduce_sum": "sum", "sigmoid": "logistic",
        "squared_diff": "squared_difference", "subtract": "sub",
    ]

    func apply(to operations: inout OperationGraph) {
        for index in operations.operations.indices {
            let name = operations.operations[index].name
            if operations.isTFLite, let node = operations.anchor(of: index) {
                operations.operations[index].name = OperationGraph.name(of: node.call).simplifiedActivation
            } else if name == "relu", operations.anchor(of: index)?.operatorName == "LeakyRelu" {
                operations.operations[index].name = "leaky_relu"
            } else if let builtin = Self.names[name] {
                operations.operations[index].name = builtin
            }
        }
    }
}

extension String {
    /// All that hold a value between numbers are one activation, whatever the numbers.
    fileprivate var simplifiedActivation: String { hasPrefix("relu") ? "relu" : self }
}
