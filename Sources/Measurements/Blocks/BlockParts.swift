import KernelFormation

/// The kernels of the designs of blocks.
enum BlockParts {
    /// 1×1 expansion, depthwise convolution, squeeze-and-excite, 1×1 projection, and a shortcut that is a convolution
    /// where the shape changes.
    static func invertedBottleneck(
        size: Int, inputs: Int, outputs: Int, expansion: Int, stride: Int, kernel: Int, activation: String,
        squeezes: Bool
    ) -> [Workload.Part] {
        let middle = inputs * expansion
        let side = (size + stride - 1) / stride
        var kernels: [Kernel] = []
        if expansion > 1 {
            kernels.append(
                .convolution(size: size, inputs: inputs, outputs: middle, kernel: 1, stride: 1, tail: [activation]))
        }
        kernels.append(
            .convolution(
                size: size, inputs: middle, outputs: middle, kernel: kernel, stride: stride, groups: middle,
                tail: [activation]))
        if squeezes {
            let squeezed = max(middle / 4, 1)
            kernels += [
                .pointwise(.globalAvgpool, "mean", height: side, width: side, channels: middle),
                .dense(inputs: middle, outputs: squeezed), .dense(inputs: squeezed, outputs: middle),
                .pointwise(.elementwise, "mul", height: side, width: side, channels: middle, inputCount: 2),
            ]
        }
        kernels.append(.convolution(size: side, inputs: middle, outputs: outputs, kernel: 1, stride: 1, tail: ["add"]))
        if inputs != outputs || stride > 1 {
            if stride > 1 {
                kernels.append(
                    .pool(.avgpool, size: size, output: side, channels: inputs, kernel: stride, stride: stride))
            }
            kernels.append(.convolution(size: side, inputs: inputs, outputs: outputs, kernel: 1, stride: 1))
        }
        return kernels.map { Workload.Part($0) }
    }

    /// Layer norm, queries and keys of 16 and values of 16 · scale channels a head, their products, a projection.
    static func attention(tokens: Int, channels: Int, scale: Int) -> [Workload.Part] {
        let heads = max(channels / 16, 1)
        let values = heads * 16 * scale
        let kernels: [Kernel] = [
            .pointwise(.layernorm, "layer_norm", height: tokens, width: 1, channels: channels),
            .dense(rows: tokens, inputs: channels, outputs: heads * 32 + values),
            .product(batch: heads, rows: tokens, inputs: 16, outputs: tokens),
            .pointwise(.softmax, "softmax", height: tokens, width: heads, channels: tokens),
            .product(batch: heads, rows: tokens, inputs: tokens, outputs: 16 * scale),
            .pointwise(.hswish, "hard_swish", height: tokens, width: 1, channels: values),
            .dense(rows: tokens, inputs: values, outputs: channels),
            .pointwise(.add, "add", height: tokens, width: 1, channels: channels, inputCount: 2),
        ]
        return kernels.map { Workload.Part($0) }
    }

    /// Layer norm and two dense layers with an activation between.
    static func feedForward(tokens: Int, channels: Int, ratio: Int) -> [Workload.Part] {
        let kernels: [Kernel] = [
            .pointwise(.layernorm, "layer_norm", height: tokens, width: 1, channels: channels),
            .dense(rows: tokens, inputs: channels, outputs: channels * ratio),
            .pointwise(.hswish, "hard_swish", height: tokens, width: 1, channels: channels * ratio),
            .dense(rows: tokens, inputs: channels * ratio, outputs: channels),
            .pointwise(.add, "add", height: tokens, width: 1, channels: channels, inputCount: 2),
        ]
        return kernels.map { Workload.Part($0) }
    }

    /// The network's head: 1×1 expansion, mean, dense layer.
    static func head(size: Int, channels: Int, outputs: Int, expansion: Int) -> [Workload.Part] {
        let middle = channels * expansion
        let kernels: [Kernel] = [
            .convolution(size: size, inputs: channels, outputs: middle, kernel: 1, stride: 1, tail: ["hard_swish"]),
            .pointwise(.globalAvgpool, "mean", height: size, width: size, channels: middle),
            .dense(inputs: middle, outputs: outputs),
        ]
        return kernels.map { Workload.Part($0) }
    }
}
