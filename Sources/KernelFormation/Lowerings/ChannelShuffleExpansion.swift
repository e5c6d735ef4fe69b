import GraphIR

/// `channel_shuffle` becomes a reshape, a transpose and a reshape: TFLite has no such operator.
struct ChannelShuffleExpansion: Lowering {
    static let name = "channel-shuffle-expansion"

    func apply(to operations: inout OperationGraph) {
        operations.expand("channel_shuffle") { $1.chain(["reshape", "transpose", "reshape"], for: $0) }
    }
}
