import GraphIR

/// Every operator that is left takes the name of the TFLite operator that it is converted to, as the GPU delegate calls
/// it; one that has none keeps its own.
///
/// tensorflow/lite/delegates/gpu/common/operations.cc.
struct TFLiteOperators: Lowering {
    static let name = "tflite-operators"

    private static let names = [
        "Abs": "abs", "Add": "add", "AveragePool": "average_pooling_2d", "Cast": "cast", "Concat": "concat",
        "ConvTranspose": "convolution_transposed", "Cos": "cos", "DepthToSpace": "depth_to_space", "Div": "div",
        "Elu": "elu", "Equal": "equal", "Exp": "exp", "Flatten": "reshape", "Floor": "floor", "Gather": "gather",
        "Gelu": "gelu", "GlobalAveragePool": "mean", "GlobalMaxPool": "reduce_maximum", "Greater": "greater",
        "GreaterOrEqual": "greater_equal", "LeakyRelu": "relu", "Less": "less", "LessOrEqual": "less_equal",
        "Log": "log", "Max": "maximum", "MaxPool": "max_pooling_2d", "Min": "minimum", "Mul": "mul", "Neg": "neg",
        "PRelu": "prelu", "Pad": "pad", "Pow": "pow", "ReduceMax": "reduce_maximum", "ReduceMean": "mean",
        "ReduceMin": "reduce_minimum", "ReduceProd": "reduce_product", "ReduceSum": "reduce_sum", "Relu": "relu",
        "Reshape": "reshape", "Resize": "resize", "Sigmoid": "sigmoid", "Sin": "sin", "Slice": "slice",
        "Softmax": "softmax", "SpaceToDepth": "space_to_depth", "Split": "split", "Sqrt": "sqrt",
        "Squeeze": "reshape", "Sub": "subtract", "Sum": "add", "Tanh": "tanh", "Tile": "tile",
        "Transpose": "transpose", "Unsqueeze": "reshape", "Upsample": "resize",
    ]

    /// TFLite's own names in lower case, where the delegate has others.
    private static let builtinNames = [
        "average_pool_2d": "average_pooling_2d", "batch_matmul": "batched_matmul", "concatenation": "concat",
        "conv_2d": "convolution_2d", "depthwise_conv_2d": "depthwise_convolution", "expand_dims": "reshape",
        "leaky_relu": "relu", "logistic": "sigmoid", "max_pool_2d": "max_pooling_2d", "mirror_pad": "pad",
        "padv2": "pad",
        "reduce_max": "reduce_maximum", "reduce_min": "reduce_minimum", "reduce_prod": "reduce_product",
        "relu6": "relu", "relu_0_to_1": "relu", "relu_n1_to_1": "relu", "resize_bilinear": "resize",
        "resize_nearest_neighbor": "resize", "split_v": "split", "squared_difference": "squared_diff",
        "squeeze": "reshape", "strided_slice": "slice", "sub": "subtract", "sum": "reduce_sum",
        "transpose_conv": "convolution_transposed",
    ]

    func apply(to operations: inout OperationGraph) {
        let names = operations.isTFLite ? Self.builtinNames : Self.names
        var known = NameMemo<String>()
        for index in operations.operations.indices {
            let name = operations.operations[index].name
            operations.operations[index].name =
                (operations.isTFLite ? nil : special(name, operations, index))
                ?? known.finding(of: name) { names[$0] ?? $0 }
        }
    }

    /// What an operator of ONNX's becomes where its name alone does not tell.
    private func special(_ name: String, _ operations: OperationGraph, _ index: Int) -> String? {
        switch name {
        case "Conv":
            guard let groups = operations.operations[index].window?.groups, groups > 1,
                let input = operations.operations[index].inputs.first, operations.extents(of: input)?.channels == groups
            else { return "convolution_2d" }
            return "depthwise_convolution"
        // The converter multiplies by the reciprocal.
        case "Div" where operations.constantOperand(of: index) != nil && operations.startsWithComputedOperand(index):
            return "mul"
        case "Pow":
            return switch operations.scalarOperand(of: index) {
            case 2: "square"
            case 0.5: "sqrt"
            case -0.5: "rsqrt"
            default: "pow"
            }
        default:
            return nil
        }
    }
}
