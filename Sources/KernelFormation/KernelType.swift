/// What a kernel is, in nn-Meter's and LitePred's words where they have one.
public enum KernelType: String, Sendable, Hashable, CaseIterable, BitwiseCopyable {
    case add
    case addRelu = "add-relu"
    case attention
    case avgpool
    case batchNorm = "bn"
    case channelshuffle
    case concat
    case conv = "conv-bn-relu"
    case convtranspose
    case dwconv = "dwconv-bn-relu"
    case elementwise
    case fc
    case gather
    case gelu
    case globalAvgpool = "global-avgpool"
    case groupconv
    case hswish
    case layernorm
    case matmul
    case maxpool
    case pad
    case reduce
    case relu
    case reorder
    case reshape
    case resize
    case se
    case softmax
    case split
    case swish
    case transpose
    /// An operator that none of the others names: the file's own name stands in the configuration.
    case other
}
