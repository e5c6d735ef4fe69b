/// The operators that are known, each by its names.
public enum Operators {
    /// One line per file in this folder, in alphabetical order.
    static let all: [any Operator.Type] = [
        ArgReduction.self,
        BatchNormalization.self,
        Broadcasting.self,
        Cast.self,
        Clip.self,
        Concat.self,
        Constant.self,
        ConstantOfShape.self,
        Conv.self,
        ConvTranspose.self,
        Cumulative.self,
        DepthToSpace.self,
        Dropout.self,
        Einsum.self,
        ElementwiseUnary.self,
        Expand.self,
        EyeLike.self,
        Flatten.self,
        Gather.self,
        GatherElements.self,
        GatherND.self,
        Gemm.self,
        GlobalPool.self,
        LayerNormalization.self,
        MatMul.self,
        NonZero.self,
        Normalization.self,
        NumericRange.self,
        OneHot.self,
        PRelu.self,
        Pad.self,
        Pool.self,
        Quantization.self,
        Random.self,
        Recurrent.self,
        Reduction.self,
        Reshape.self,
        Resize.self,
        Scatter.self,
        Shape.self,
        Size.self,
        Slice.self,
        Softmax.self,
        Split.self,
        Squeeze.self,
        Tile.self,
        TopK.self,
        Transpose.self,
        Trilu.self,
        Unique.self,
        Unsqueeze.self,
        Where.self,
    ]

    private static let byName = Dictionary(
        all.flatMap { type in type.names.map { ($0, type) } }, uniquingKeysWith: { first, _ in first })

    /// The operator that a file describes; nil where none of that name is known.
    ///
    /// - Throws: `OperatorError` where an attribute contradicts the operator's specification.
    public static func make(_ description: OperatorDescription) throws(OperatorError) -> (any Operator)? {
        guard description.domain.isEmpty || description.domain == "ai.onnx" else { return nil }
        guard let type = byName[description.name] else { return nil }
        return try type.init(description)
    }
}
