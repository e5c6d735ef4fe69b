public import GraphIR

/// What a kernel works on: the truth from which every predictor derives its features.
///
/// Images are batch × height × width × channels whatever the file's layout. A matrix product (batch, m, k) × (k, n) has
/// height m, width 1, k input and n output channels. What has no meaning for a type keeps its neutral value.
public struct KernelConfiguration: Sendable, Hashable {
    public var batch = 1
    public var inputHeight = 1
    public var inputWidth = 1
    public var inputChannels = 1
    public var outputHeight = 1
    public var outputWidth = 1
    public var outputChannels = 1
    public var kernelHeight = 1
    public var kernelWidth = 1
    public var strideHeight = 1
    public var strideWidth = 1
    public var dilationHeight = 1
    public var dilationWidth = 1
    public var groups = 1
    public var padTop = 0
    public var padLeft = 0
    public var padBottom = 0
    public var padRight = 0
    /// Tensors that a concat, an add or the like reads, constants left out.
    public var inputCount = 1
    public var element = ElementType.float32
    /// The operators fused behind the one that names the kernel, in order, in lower case: `["add", "relu"]`.
    public var tail: [String] = []
    /// The runtime's choice, where the ruleset knows it: `winograd`.
    public var algorithm = ""
    /// The operator in lower case, for types that cover several: `sigmoid` of `elementwise`.
    public var operation = ""
    public var multiplyAccumulates = 0
    public var parameters = 0
    public var bytesRead = 0
    public var bytesWritten = 0

    public init() {}
}
