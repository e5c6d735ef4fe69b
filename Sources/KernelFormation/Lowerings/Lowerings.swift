/// The lowerings that a ruleset may list, each by its name.
enum Lowerings {
    /// One line per file in this folder, in alphabetical order.
    static let list: [any Lowering.Type] = [
        BatchNormFolding.self,
        ChannelShuffleExpansion.self,
        ChannelShufflePattern.self,
        ChannelsLast.self,
        Clips.self,
        ConstantFolding.self,
        ConverterActivations.self,
        ExplicitPadding.self,
        FullyConnected.self,
        FusedActivations.self,
        GeluPattern.self,
        GlobalPoolingToMean.self,
        HardSigmoidExpansion.self,
        HardSwishPattern.self,
        IdentityRemoval.self,
        IdentityReshapeRemoval.self,
        KerasOrder.self,
        LayerNormExpansion.self,
        PaddingMerge.self,
        PointwiseFullyConnected.self,
        TFLiteBuiltins.self,
        TFLiteOperators.self,
    ]

    static let all = Dictionary(list.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
}
