/// The operators that are known, each by its names.
public enum Operators {
    /// One line per file in this folder, in alphabetical order.
    static let all: [any Operator.Type] = [
        AffineGrid.self,
        ArgReduction.self,
        Attention.self,
        BatchNormalization.self,
        BlockedLayout.self,
        Broadcasting.self,
        Cast.self,
        CausalConvWithState.self,
        CenterCropPad.self,
        ChannelsLast.self,
        Clip.self,
        Col2Im.self,
        Compress.self,
        Concat.self,
        Constant.self,
        ConstantOfShape.self,
        ControlFlow.self,
        Conv.self,
        ConvTranspose.self,
        Cumulative.self,
        DeformConv.self,
        DepthToSpace.self,
        Det.self,
        Dropout.self,
        Einsum.self,
        ElementwiseUnary.self,
        EmbedLayerNormalization.self,
        Expand.self,
        EyeLike.self,
        Flatten.self,
        FlexAttention.self,
        Fourier.self,
        FusedAttention.self,
        FusedConv.self,
        FusedElementwise.self,
        FusedGemm.self,
        FusedMatMul.self,
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
        MachineLearning.self,
        MatMul.self,
        MaxUnpool.self,
        NonMaxSuppression.self,
        NonZero.self,
        Normalization.self,
        NumericRange.self,
        OneHot.self,
        Optimizer.self,
        Optionals.self,
        PRelu.self,
        PackedMatMul.self,
        Pad.self,
        Pool.self,
        Quantization.self,
        QuantizedConv.self,
        QuantizedElementwise.self,
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
        SkipNormalization.self,
        Slice.self,
        Softmax.self,
        Split.self,
        Squeeze.self,
        TensorScatter.self,
        TensorSequence.self,
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

    /// Operators of ONNX Runtime that are ONNX's own of another name or domain, each with the opset that has its inputs.
    static let aliases: [String: (name: String, opset: Int)] = [
        "com.microsoft.CausalConvWithState": ("CausalConvWithState", 27),
        "com.microsoft.DequantizeLinear": ("DequantizeLinear", 21),
        "com.microsoft.DynamicQuantizeLSTM": ("LSTM", 14),
        "com.microsoft.ExpandDims": ("Unsqueeze", 13),
        "com.microsoft.GatherND": ("GatherND", 13),
        "com.microsoft.GridSample": ("GridSample", 16),
        "com.microsoft.LinearAttention": ("LinearAttention", 27),
        "com.microsoft.Pad": ("Pad", 13),
        "com.microsoft.QuantizeLinear": ("QuantizeLinear", 21),
        "com.microsoft.Range": ("Range", 11),
        "com.microsoft.ReduceSumInteger": ("ReduceSum", 11),
        "com.microsoft.TorchEmbedding": ("Gather", 13),
    ]

    private static let byName = Dictionary(
        all.flatMap { type in type.names.map { ($0, type) } }, uniquingKeysWith: { first, _ in first })

    /// Those of the default domain, whose names hold no dot.
    private static let defaultDomain = byName.filter { !$0.key.contains(".") }

    /// The operator of that name in the default domain; nil where none is known.
    public static func ofDefaultDomain(_ name: String) -> (any Operator.Type)? { defaultDomain[name] }

    /// The operator that a file describes; nil where none of that name is known. Operators of other domains than the
    /// default one are listed with their domain in front.
    ///
    /// - Throws: `OperatorError` where an attribute contradicts the operator's specification.
    public static func make(_ description: OperatorDescription) throws(OperatorError) -> (any Operator)? {
        if description.domain == OperatorDescription.tfliteDomain {
            return try TFLiteBuiltins.byName[description.name]?.init(description)
        }
        if description.domain == OperatorDescription.ncnnDomain { return try NCNNLayers.make(description) }
        guard description.domain.isEmpty || description.domain == "ai.onnx" else {
            let name = "\(description.domain).\(description.name)"
            if let (name, opset) = aliases[name] { return try make(description.renamed(name, opset: opset)) }
            return try byName[name]?.init(description)
        }
        return try defaultDomain[description.name]?.init(description)
    }
}
