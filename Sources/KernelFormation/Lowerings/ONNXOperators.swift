import GraphIR

/// The operators of a TFLite file take ONNX's names, and the activations that they fuse become operators of their own:
/// for rulesets of frameworks that read neither, but whose converters know both.
struct ONNXOperators: Lowering {
    static let name = "onnx-operators"

    /// Operators that `TFLiteEquivalent` does not cover.
    private static let names = [
        "arg_max": "ArgMax", "arg_min": "ArgMin", "average_pool_2d": "AveragePool", "batch_matmul": "MatMul",
        "cast": "Cast", "conv_2d": "Conv", "conv_3d": "Conv", "conv_3d_transpose": "ConvTranspose", "cumsum": "CumSum",
        "depth_to_space": "DepthToSpace", "depthwise_conv_2d": "Conv", "dequantize": "DequantizeLinear",
        "fully_connected": "Gemm", "gather": "Gather", "l2_normalization": "LpNormalization", "l2_pool_2d": "LpPool",
        "local_response_normalization": "LRN", "log_softmax": "LogSoftmax", "max_pool_2d": "MaxPool",
        "mirror_pad": "Pad", "pack": "Concat", "pad": "Pad", "padv2": "Pad", "quantize": "QuantizeLinear",
        "relu6": "Clip", "relu_0_to_1": "Clip", "relu_n1_to_1": "Clip", "resize_bilinear": "Resize",
        "resize_nearest_neighbor": "Resize", "rsqrt": "Rsqrt", "slice": "Slice", "softmax": "Softmax",
        "space_to_depth": "SpaceToDepth", "split": "Split", "split_v": "Split", "square": "Square",
        "strided_slice": "Slice", "topk_v2": "TopK", "transpose": "Transpose", "transpose_conv": "ConvTranspose",
        "unpack": "Split",
    ]

    func apply(to operations: inout OperationGraph) {
        guard operations.isTFLite else { return }
        for index in operations.operations.indices {
            let name = operations.operations[index].name
            let equivalent = operations.anchor(of: index).flatMap { TFLiteEquivalent.onnxName(of: $0.operatorName) }
            operations.operations[index].name = Self.names[name] ?? equivalent ?? name
            if equivalent == "ReduceMean", reducesImage(operations, index) {
                operations.operations[index].name = "GlobalAveragePool"
            }
        }
        operations.splitActivations(SplitActivations.onnxName)
    }

    /// Whether one element per channel is left of an image.
    private func reducesImage(_ operations: OperationGraph, _ index: Int) -> Bool {
        let operation = operations.operations[index]
        guard let input = operation.inputs.first, let output = operation.outputs.first,
            operations.type(of: input).shape?.count == 4, let before = operations.extents(of: input),
            let after = operations.extents(of: output)
        else { return false }
        return after.height == 1 && after.width == 1 && after.channels == before.channels
            && before.height * before.width > 1
    }
}
