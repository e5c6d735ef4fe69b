import GraphIR
import Testing

@Suite struct ConvolutionTests {
    static let conv: [OperatorCase] = [
        .init(
            "MobileNetV2's stem", "Conv", ["strides": .integers([2, 2]), "pads": .integers([1, 1, 1, 1])],
            [.data("float32 1x3x224x224"), .weights("float32 32x3x3x3"), .weights("float32 32")],
            ["float32 1x32x112x112"], macs: 10_838_016, parameters: 896),
        .init(
            "depthwise, SAME, odd extent", "Conv",
            ["strides": .integers([2, 2]), "auto_pad": .string("SAME_UPPER"), "group": .integer(96)],
            [.data("float32 1x96x113x113"), .weights("float32 96x1x3x3")], ["float32 1x96x57x57"], macs: 2_807_136),
        .init(
            "one axis, dilated", "Conv", ["dilations": .integers([4])],
            [.data("float32 1x80x100"), .weights("float32 128x80x5")], ["float32 1x128x84"], macs: 4_300_800),
        .init(
            "a symbolic batch passes through", "Conv", [:],
            [.data("float32 Nx3x8x?"), .weights("float32 16x3x3x3")], ["float32 Nx16x6x?"]),
        .init(
            "weights that a node computes are no parameters", "Conv", [:],
            [.data("float32 1x3x8x8"), .data("float32 16x3x3x3")], ["float32 1x16x6x6"], macs: 15552, parameters: 0),
        .init(
            "channels that do not match the weights", "Conv", [:],
            [.data("float32 1x4x8x8"), .weights("float32 16x3x3x3")],
            error: "input 0: expected 3 channels, found 4"),
        .init(
            "a window larger than the image", "Conv", [:], [.data("float32 1x3x2x8"), .weights("float32 16x3x3x3")],
            error: "input 0: expected at least 3 along axis 2, found 2 with padding"),
        .init(
            "a stride of 0", "Conv", ["strides": .integers([1, 0])], [],
            error: "attribute \"strides\": expected 1 to 2147483647, found 0"),
        .init(
            "no weights", "Conv", [:], [.data("float32 1x3x8x8")], error: "input 1: expected weights, found none"),
    ]

    static let transposed: [OperatorCase] = [
        .init(
            "U-Net's step upwards", "ConvTranspose", ["strides": .integers([2, 2])],
            [.data("float32 1x1024x28x28"), .weights("float32 1024x512x2x2"), .weights("float32 512")],
            ["float32 1x512x56x56"], macs: 1_644_167_168, parameters: 2_097_664),
        .init(
            "padding, output padding and groups", "ConvTranspose",
            [
                "strides": .integers([2]), "pads": .integers([1, 1]), "output_padding": .integers([1]),
                "group": .integer(4),
            ],
            [.data("float32 1x8x10"), .weights("float32 8x2x3")], ["float32 1x8x20"]),
        .init(
            "an output shape of the file's own", "ConvTranspose",
            ["output_shape": .integers([10, 8]), "strides": .integers([3, 2])],
            [.data("float32 1x1x3x3"), .weights("float32 1x2x3x3")], ["float32 1x2x10x8"]),
        .init(
            "SAME", "ConvTranspose", ["auto_pad": .string("SAME_UPPER"), "strides": .integers([2, 3])],
            [.data("float32 1x1x3x3"), .weights("float32 1x2x3x3")], ["float32 1x2x6x9"]),
        .init(
            "more padding than output", "ConvTranspose", ["pads": .integers([9, 9])],
            [.data("float32 1x1x3"), .weights("float32 1x2x3")],
            error: "attribute \"pads\": expected at most 5 along axis 2, found 18"),
    ]

    static let pools: [OperatorCase] = [
        .init(
            "ResNet's stem", "MaxPool",
            [
                "kernel_shape": .integers([3, 3]), "strides": .integers([2, 2]), "pads": .integers([1, 1, 1, 1]),
            ],
            [.data("float32 Nx64x112x112")], ["float32 Nx64x56x56", "int64 Nx64x56x56"], macs: 0),
        .init(
            "rounded up, as in SqueezeNet", "MaxPool",
            ["kernel_shape": .integers([3, 3]), "strides": .integers([2, 2]), "ceil_mode": .integer(1)],
            [.data("float32 1x64x110x111")], ["float32 1x64x55x55"]),
        .init(
            "a window that would start in the padding", "AveragePool",
            [
                "kernel_shape": .integers([2]), "strides": .integers([3]), "pads": .integers([0, 1]),
                "ceil_mode": .integer(1),
            ],
            [.data("float32 1x1x3")], ["float32 1x1x1"]),
        .init(
            "one kernel extent too few", "LpPool", ["kernel_shape": .integers([2])], [.data("float32 1x1x3x3")],
            error: "attribute \"kernel_shape\": expected 2 integers, found 1"),
        .init(
            "no kernel", "MaxPool", [:], [.data("float32 1x1x3x3")],
            error: "attribute \"kernel_shape\": expected integers, found none"),
        .init("all axes", "GlobalAveragePool", [:], [.data("float32 Nx64x7x?")], ["float32 Nx64x1x1"]),
        .init(
            "a vector", "GlobalMaxPool", [:], [.data("float32 64")], error: "input 0: expected rank 2 or more, found 1"),
    ]

    @Test(arguments: conv + transposed + pools) func holds(_ example: OperatorCase) throws { try example.check() }

    @Test func samePaddingPutsTheOddOneWhereItIsAsked() {
        #expect(Padding.same.amounts(extent: 112, reach: 3, stride: 2, axis: 0) == (0, 1))
        #expect(Padding.sameLower.amounts(extent: 112, reach: 3, stride: 2, axis: 0) == (1, 0))
    }
}
