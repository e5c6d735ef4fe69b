/// The table of kinds by which our kernels are compared with what a runtime executes: an operator is a kind of its own (so
/// are each activation, Add and Mul), but for those that the table puts under another name.
public struct RuntimeKinds: Sendable {
    /// The kinds of the runtime's operators and of our operations, in lower case, that are not called like them.
    let merged: [String: String]

    /// The kind of an operator that the runtime executes, its domain left out.
    func kind(ofExecuted name: String) -> String {
        kind(ofFormed: String(name.split(separator: ":").last ?? "").lowercased())
    }

    /// The kind of a kernel by its operation.
    func kind(ofFormed operation: String) -> String { merged[operation] ?? operation }

    /// ONNX Runtime's saved optimised models.
    public static let onnxRuntime = RuntimeKinds(merged: [
        "fusedconv": "conv", "fusedgemm": "gemm", "fusedmatmul": "matmul", "fusedmatmulactivation": "matmul",
        "nchwcaveragepool": "averagepool", "nchwcconv": "conv", "nchwcglobalaveragepool": "globalaveragepool",
        "nchwcglobalmaxpool": "globalmaxpool", "nchwcmaxpool": "maxpool", "nchwcupsample": "resize",
        "upsample": "resize",
    ])

    /// OpenVINO's execution graphs, which do not tell what a subgraph computes: all arithmetic is one kind, and attention.
    public static let openVINO = RuntimeKinds(merged: [
        "convolution": "conv", "deconvolution": "convtranspose",
        "averagepool": "pool", "maxpool": "pool", "pooling": "pool",
        "globalaveragepool": "reduce", "globalmaxpool": "reduce", "reducel1": "reduce", "reducel2": "reduce",
        "reducemax": "reduce", "reducemean": "reduce", "reducemin": "reduce", "reducesum": "reduce",
        "flatten": "reshape", "squeeze": "reshape", "unsqueeze": "reshape",
        "concatenation": "concat", "fullyconnected": "fully_connected", "interpolate": "resize", "upsample": "resize",
        "matmul": "batched_matmul", "math": "hardsigmoid", "shufflechannels": "channel_shuffle",
        "stridedslice": "slice",
        "groupnormalization": "mvn", "instancenormalization": "mvn", "layernormalization": "mvn",
        "meanvariancenormalization": "mvn", "rmsnormalization": "rms",
        "abs": "subgraph", "add": "subgraph", "attention": "subgraph", "batchnormalization": "subgraph",
        "ceil": "subgraph", "clip": "subgraph", "div": "subgraph", "eltwise": "subgraph", "elu": "subgraph",
        "erf": "subgraph", "exp": "subgraph", "floor": "subgraph", "gelu": "subgraph", "hard_swish": "subgraph",
        "leakyrelu": "subgraph", "max": "subgraph", "min": "subgraph", "mish": "subgraph", "mul": "subgraph",
        "neg": "subgraph", "pow": "subgraph", "prelu": "subgraph", "reciprocal": "subgraph", "relu": "subgraph",
        "round": "subgraph", "rsqrt": "subgraph", "sigmoid": "subgraph", "sqrt": "subgraph", "square": "subgraph",
        "squared_difference": "subgraph", "sub": "subgraph", "swish": "subgraph", "tanh": "subgraph",
    ])
}
