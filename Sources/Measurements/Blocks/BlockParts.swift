import KernelFormation

/// The kernels of the designs of blocks, as the published tool builds them for TensorFlow Lite:
/// `examples/test_transformer/build_lut/build_lut_modules.py`. What a convolution of more than one place needs around the
/// image is an operator of its own.
enum BlockParts {
    /// A convolution and its activation.
    static func first(size: Int, inputs: Int, outputs: Int, stride: Int, kernel: Int) -> [Workload.Part] {
        padded(
            size: size, inputs: inputs, outputs: outputs, kernel: kernel, stride: stride, groups: 1,
            tail: ["hard_swish"]
        )
        .map { Workload.Part($0) }
    }

    /// 1×1 expansion, depthwise convolution, squeeze-and-excite, 1×1 projection. Where the channels change, the shortcut is
    /// pooled to the size and a convolution; where the size alone does, there is none.
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
        kernels += padded(
            size: size, inputs: middle, outputs: middle, kernel: kernel, stride: stride, groups: middle,
            tail: [activation])
        if squeezes { kernels += squeeze(side: side, channels: middle) }
        kernels.append(.convolution(size: side, inputs: middle, outputs: outputs, kernel: 1, stride: 1))
        if inputs != outputs {
            kernels += shortcut(size: size, side: side, inputs: inputs, outputs: outputs, stride: stride)
        }
        if inputs != outputs || stride == 1 {
            kernels.append(.pointwise(.add, "add", height: side, width: side, channels: outputs, inputCount: 2))
        }
        return kernels.map { Workload.Part($0) }
    }

    /// A border of half the kernel, and the convolution.
    private static func padded(
        size: Int, inputs: Int, outputs: Int, kernel: Int, stride: Int, groups: Int, tail: [String]
    ) -> [Kernel] {
        let border = kernel / 2
        let convolution = Kernel.convolution(
            size: size + 2 * border, output: (size + stride - 1) / stride, inputs: inputs, outputs: outputs,
            kernel: kernel, stride: stride, groups: groups, tail: tail)
        return border == 0 ? [convolution] : [.padding(size: size, border: border, channels: inputs), convolution]
    }

    /// A mean, two 1×1 convolutions of it, a hard sigmoid of two operators, and the product.
    private static func squeeze(side: Int, channels: Int) -> [Kernel] {
        let squeezed = max(channels / 4, 1)
        return [
            .pointwise(.globalAvgpool, "mean", height: side, width: side, channels: channels),
            .dense(inputs: channels, outputs: squeezed), .dense(inputs: squeezed, outputs: channels),
            .pointwise(.add, "add", height: 1, width: 1, channels: channels),
            .pointwise(.elementwise, "mul", height: 1, width: 1, channels: channels),
            .pointwise(.elementwise, "mul", height: side, width: side, channels: channels, inputCount: 2),
        ]
    }

    /// Where the channels change: pooled to the size, with a border where that is odd, and a 1×1 convolution.
    private static func shortcut(size: Int, side: Int, inputs: Int, outputs: Int, stride: Int) -> [Kernel] {
        let convolution = Kernel.convolution(size: side, inputs: inputs, outputs: outputs, kernel: 1, stride: 1)
        guard stride > 1 else { return [convolution] }
        let border = size % 2
        let pool = Kernel.pool(
            .avgpool, size: size + 2 * border, output: side, channels: inputs, kernel: stride, stride: stride)
        return border == 0
            ? [pool, convolution] : [.padding(size: size, border: border, channels: inputs), pool, convolution]
    }

    /// Layer norm, queries and keys of 16 and values of 16 · scale channels a head with an activation, their products
    /// with a bias of positions between, an activation, a projection; no shortcut.
    static func attention(tokens: Int, channels: Int, scale: Int) -> [Workload.Part] {
        let heads = max(channels / 16, 1)
        let values = heads * 16 * scale
        let all = heads * 32 + values
        let kernels: [Kernel] = [
            .pointwise(.layernorm, "layer_norm", height: tokens, width: 1, channels: channels),
            .dense(rows: tokens, inputs: channels, outputs: all),
            .pointwise(.hswish, "hard_swish", height: tokens, width: 1, channels: all),
            .pointwise(.transpose, "transpose", height: tokens, width: 1, channels: all),
            .pointwise(.split, "split", height: tokens, width: 1, channels: all),
            .product(batch: heads, rows: tokens, inputs: 16, outputs: tokens),
            .pointwise(.elementwise, "mul", height: tokens, width: heads, channels: tokens),
            .pointwise(.add, "add", height: tokens, width: heads, channels: tokens),
            .pointwise(.softmax, "softmax", height: tokens, width: heads, channels: tokens),
            .product(batch: heads, rows: tokens, inputs: tokens, outputs: 16 * scale),
            .pointwise(.transpose, "transpose", height: tokens, width: 1, channels: values),
            .pointwise(.hswish, "hard_swish", height: tokens, width: 1, channels: values),
            .dense(rows: tokens, inputs: values, outputs: channels),
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

    /// The network's head: 1×1 expansion, mean, two dense layers, the second to a thousand classes.
    static func head(size: Int, channels: Int, outputs: Int, expansion: Int) -> [Workload.Part] {
        let middle = channels * expansion
        let kernels: [Kernel] = [
            .convolution(size: size, inputs: channels, outputs: middle, kernel: 1, stride: 1, tail: ["hard_swish"]),
            .pointwise(.globalAvgpool, "mean", height: size, width: size, channels: middle),
            .dense(inputs: middle, outputs: outputs), .dense(inputs: outputs, outputs: 1000),
        ]
        return kernels.map { Workload.Part($0) }
    }
}
