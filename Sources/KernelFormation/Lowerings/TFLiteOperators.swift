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

    func apply(to operations: inout OperationGraph) {
        for index in operations.operations.indices {
            operations.operations[index].name = converted(operations, index)
        }
    }

    private func converted(_ operations: OperationGraph, _ index: Int) -> String {
        let name = operations.operations[index].name
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
            return Self.names[name] ?? name
        }
    }
}
