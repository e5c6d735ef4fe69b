/// The operators that are known, each by its names.
public enum Operators {
    /// One line per file in this folder, in alphabetical order.
    static let all: [any Operator.Type] = [
        AffineGrid.self,
        ArgReduction.self,
        Attention.self,
        BatchNormalization.self,
        Broadcasting.self,
        Cast.self,
        CausalConvWithState.self,
        CenterCropPad.self,
        Clip.self,
        Col2Im.self,
        Compress.self,
        Concat.self,
        Constant.self,
        ConstantOfShape.self,
        Conv.self,
        ConvTranspose.self,
        Cumulative.self,
        DeformConv.self,
        DepthToSpace.self,
        Det.self,
        Dropout.self,
        Einsum.self,
        ElementwiseUnary.self,
        Expand.self,
        EyeLike.self,
        Flatten.self,
        Fourier.self,
        Gather.self,
        GatherElements.self,
        GatherND.self,
        Gemm.self,
        GlobalPool.self,
        GridSample.self,
        ImageDecoder.self,
        LayerNormalization.self,
        LinearAttention.self,
        Loss.self,
        MatMul.self,
        MaxUnpool.self,
        NonMaxSuppression.self,
        NonZero.self,
        Normalization.self,
        NumericRange.self,
        OneHot.self,
        PRelu.self,
        Pad.self,
        Pool.self,
        Quantization.self,
        QuantizedConv.self,
        Random.self,
        Recurrent.self,
        Reduction.self,
        RegionPool.self,
        Reshape.self,
        Resize.self,
        ReverseSequence.self,
        RotaryEmbedding.self,
        Scatter.self,
        Shape.self,
        Size.self,
        Slice.self,
        Softmax.self,
        Split.self,
        Squeeze.self,
        TensorScatter.self,
        Text.self,
        Tile.self,
        TopK.self,
        Transpose.self,
        Trilu.self,
        Unique.self,
        Unsqueeze.self,
        Where.self,
        WindowFunction.self,
    ]

    private static let byName = Dictionary(
        all.flatMap { type in type.names.map { ($0, type) } }, uniquingKeysWith: { first, _ in first })

    /// The operator that a file describes; nil where none of that name is known.
    ///
    /// - Throws: `OperatorError` where an attribute contradicts the operator's specification.
    public static func make(_ description: OperatorDescription) throws(OperatorError) -> (any Operator)? {
        if description.domain == OperatorDescription.tfliteDomain {
            return try TFLiteBuiltins.byName[description.name]?.init(description)
        }
        if description.domain == OperatorDescription.ncnnDomain { return try NCNNLayers.make(description) }
        guard description.domain.isEmpty || description.domain == "ai.onnx" else { return nil }
        guard let type = byName[description.name] else { return nil }
        return try type.init(description)
    }
}
