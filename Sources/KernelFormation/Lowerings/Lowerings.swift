/// The lowerings that a ruleset may list, each by its name.
enum Lowerings {
    /// One line per file in this folder, in alphabetical order.
    static let list: [any Lowering.Type] = [
        ActivationFusion.self,
        AttentionMatrixBias.self,
        BatchNormFolding.self,
        BlockedChannels.self,
        ChannelShuffleExpansion.self,
        ChannelShufflePattern.self,
        ChannelsLast.self,
        Clips.self,
        CommonSubexpressions.self,
        ConstantFolding.self,
        ConvArithmetic.self,
        ConverterActivations.self,
        ExplicitPadding.self,
        FullyConnected.self,
        FunctionExpansion.self,
        FusedActivations.self,
        GeluPattern.self,
        GlobalPoolingToMean.self,
        HardSigmoidExpansion.self,
        HardSwishPattern.self,
        IdentityRemoval.self,
        IdentityReshapeRemoval.self,
        KerasOrder.self,
        LayerNormExpansion.self,
        MatrixBias.self,
        MatrixScale.self,
        NoOperationRemoval.self,
        NormalizationFusion.self,
        PaddingMerge.self,
        PointwiseFullyConnected.self,
        ReciprocalProduct.self,
        ReshapeChains.self,
        SplitFusion.self,
        TFLiteBuiltins.self,
        TFLiteOperators.self,
        TransposePushing.self,
    ]

    static let all = Dictionary(list.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
}
