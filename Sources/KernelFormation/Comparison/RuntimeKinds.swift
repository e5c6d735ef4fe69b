/// The table of kinds by which our kernels are compared with what a runtime executes: an operator is a kind of its own (so
/// are each activation, Add and Mul), but for those that the table puts under another name.
public struct RuntimeKinds: Sendable {
    /// The kinds of the runtime's operators and of our operations, in lower case, that are not called like them.
    let merged: [String: String]
    /// The runtime's operators, in lower case, whose names mean something else among ours.
    let renamed: [String: String]

    private init(merged: [String: String], renamed: [String: String] = [:]) {
        self.merged = merged
        self.renamed = renamed
    }

    /// The kind of an operator that the runtime executes, its domain left out.
    func kind(ofExecuted name: String) -> String {
        let name = String(name.split(separator: ":").last ?? "").lowercased()
        return renamed[name] ?? kind(ofFormed: name)
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

    /// What MNN's converter writes: a product with weights is a convolution there.
    public static let mnn = RuntimeKinds(
        merged: [
            "convolution": "conv", "convolutiondepthwise": "conv", "fully_connected": "conv",
            "deconvolution": "convtranspose", "deconvolutiondepthwise": "convtranspose",
            "averagepool": "pool", "globalaveragepool": "pool", "globalmaxpool": "pool", "maxpool": "pool",
            "pooling": "pool", "pooling3d": "pool",
            "broadcastto": "expand", "converttensor": "reorder", "gatherv2": "gather", "hardswish": "hard_swish",
            "interp": "resize", "matmul": "batched_matmul", "padding": "pad", "permute": "transpose",
            "realdiv": "div", "relu6": "clip", "scale": "batchnormalization", "silu": "swish", "upsample": "resize",
            "reducel1": "reduction", "reducemax": "reduction", "reducemean": "reduction", "reducemin": "reduction",
            "reducesum": "reduction",
            "instancenormalization": "layernorm", "layernormalization": "layernorm",
        ], renamed: ["slice": "split", "stridedslice": "slice"])

    /// What pnnx writes for ncnn.
    public static let ncnn = RuntimeKinds(
        merged: [
            "convolution": "conv", "convolutiondepthwise": "conv", "deconvolution": "convtranspose",
            "deconvolutiondepthwise": "convtranspose", "gemm": "fully_connected", "innerproduct": "fully_connected",
            "averagepool": "pool", "globalaveragepool": "pool", "globalmaxpool": "pool", "maxpool": "pool",
            "pooling": "pool",
            "batchnorm": "batchnormalization", "crop": "slice", "expanddims": "unsqueeze", "gather": "slice",
            "groupnorm": "groupnormalization", "hardswish": "hard_swish", "interp": "resize",
            "layernorm": "layernormalization", "matmul": "batched_matmul", "padding": "pad", "permute": "transpose",
            "sdpa": "attention", "shufflechannel": "channel_shuffle", "split": "slice", "upsample": "resize",
            "reducel2": "reduction", "reducemax": "reduction", "reducemean": "reduction", "reducemin": "reduction",
            "reducesum": "reduction", "tensor.reshape": "reshape",
        ])
}
