import GraphIR
import Testing

@Suite struct FurtherOperatorTests {
    static let cases: [OperatorCase] = [
        .init("an image", "AffineGrid", [:], [.data("float32 2x2x3"), .list(2, 3, 8, 9)], ["float32 2x8x9x2"]),
        .init(
            "a vector", "AffineGrid", [:], [.data("float32 2x2x3"), .list(2)],
            error: "input 1: expected 4 or 5 integers, found 1"),
        .init(
            "four axes, with a past", "Attention", [:],
            [
                .data("float32 2x8x16x64"), .data("float32 2x4x16x64"), .data("float32 2x4x16x32"), nil,
                .data("float32 2x4x5x64"), .data("float32 2x4x5x32"),
            ], ["float32 2x8x16x32", "float32 2x4x21x64", "float32 2x4x21x32", "float32 2x8x16x21"], macs: 516_096),
        .init(
            "three axes", "Attention", ["q_num_heads": .integer(8), "kv_num_heads": .integer(4)],
            [.data("float32 Nx16x512"), .data("float32 NxSx256"), .data("float32 NxSx128")],
            ["float32 Nx16x256", "float32 Nx4xSx64"]),
        .init(
            "heads that do not come out even", "Attention", ["q_num_heads": .integer(3), "kv_num_heads": .integer(3)],
            [.data("float32 2x16x64"), .data("float32 2x16x64"), .data("float32 2x16x64")],
            error: "input 0: expected a multiple of 3 along axis 2, found 64"),
        .init(
            "no heads", "Attention", [:],
            [.data("float32 2x16x64"), .data("float32 2x16x64"), .data("float32 2x16x64")],
            error: "attribute \"q_num_heads\": expected an integer, found none"),
        .init(
            "a state", "CausalConvWithState", [:], [.data("float32 2x8x10"), .weights("float32 8x1x4")],
            ["float32 2x8x10", "float32 2x8x3"], macs: 640, parameters: 32),
        .init(
            "some axes", "CenterCropPad", ["axes": .integers([-1])], [.data("float32 Nx3x9"), .list(5)],
            ["float32 Nx3x5"]),
        .init(
            "an image of blocks", "Col2Im", [:], [.data("float32 Nx20x25"), .list(5, 5), .list(2, 2)],
            ["float32 Nx5x5x5"]),
        .init(
            "a known condition", "Compress", ["axis": .integer(0)],
            [.data("float32 3xN"), .tensor("bool 3", [1, 0, 1])], ["float32 2xN"]),
        .init("a condition of a run", "Compress", [:], [.data("float32 3xN"), .data("bool 3")], ["float32 ?"]),
        .init(
            "8-bit sums", "ConvInteger", [:], [.data("uint8 1x1x3x3"), .data("uint8 1x1x2x2"), .data("uint8 scalar")],
            ["int32 1x1x2x2"], macs: 16),
        .init(
            "8 bits out", "QLinearConv", [:],
            [
                .data("uint8 1x3x8x8"), .real(1), .data("uint8 scalar"), .weights("int8 4x3x3x3"), .real(1),
                .data("int8 scalar"), .real(1), .data("uint8 scalar"), .weights("int32 4"),
            ], ["uint8 1x4x6x6"], macs: 3888, parameters: 112),
        .init(
            "offsets", "DeformConv", [:],
            [.data("float32 1x1x3x3"), .weights("float32 1x1x2x2"), .data("float32 1x8x2x2")], ["float32 1x1x2x2"],
            macs: 16),
        .init(
            "an axis", "DFT", opset: 17, ["axis": .integer(1), "onesided": .integer(1)], [.data("float32 1x10x1")],
            ["float32 1x6x2"]),
        .init("an axis as an input", "DFT", [:], [.data("float32 1x10x2"), nil, .scalar(0)], ["float32 1x10x2"]),
        .init(
            "frames", "STFT", [:], [.data("float32 1x128x1"), .scalar(8), .data("float32 16")], ["float32 1x15x9x2"]),
        .init("weights", "HannWindow", [:], [.scalar(10)], ["float32 10"]),
        .init(
            "bands", "MelWeightMatrix", [:], [.scalar(8), .scalar(16), .scalar(8192), .real(0), .real(4096)],
            ["float32 9x8"]),
        .init("matrices", "Det", [:], [.data("float32 Nx3x3")], ["float32 N"]),
        .init("places", "GridSample", [:], [.data("float32 Nx3x8x8"), .data("float32 ?x5x6x2")], ["float32 Nx3x5x6"]),
        .init("colours", "ImageDecoder", [:], [.data("uint8 N")], ["uint8 ?x?x3"]),
        .init(
            "a state per head", "LinearAttention", ["q_num_heads": .integer(4), "kv_num_heads": .integer(2)],
            [.data("float32 1x5x32"), .data("float32 1x5x16"), .data("float32 1x5x12")],
            ["float32 1x5x24", "float32 1x2x8x6"], macs: 1440),
        .init(
            "one number", "NegativeLogLikelihoodLoss", [:], [.data("float32 Nx5"), .data("int64 N")], ["float32 scalar"]
        ),
        .init(
            "one per class", "SoftmaxCrossEntropyLoss", ["reduction": .string("none")],
            [.data("float32 Nx5x2"), .data("int64 Nx2")], ["float32 Nx2", "float32 Nx5x2"]),
        .init(
            "regions", "RoiAlign", ["output_height": .integer(7), "output_width": .integer(7)],
            [.data("float32 1x256x50x50"), .data("float32 ?x4"), .data("int64 R")], ["float32 Rx256x7x7"]),
        .init(
            "regions of a shape", "MaxRoiPool", ["pooled_shape": .integers([2, 3])],
            [.data("float32 1x3x9x9"), .data("float32 4x5")], ["float32 4x3x2x3"]),
        .init(
            "a pool undone", "MaxUnpool", ["kernel_shape": .integers([2, 2]), "strides": .integers([2, 2])],
            [.data("float32 1x1x2x2"), .data("int64 1x1x2x2")], ["float32 1x1x4x4"]),
        .init("boxes", "NonMaxSuppression", [:], [.data("float32 1x6x4"), .data("float32 1x1x6")], ["int64 ?x3"]),
        .init("as the data", "ReverseSequence", [:], [.data("float32 4x4"), .data("int64 4")], ["float32 4x4"]),
        .init("as the data", "RotaryEmbedding", [:], [.data("float32 2x4x3x8")], ["float32 2x4x3x8"]),
        .init(
            "as the cache", "TensorScatter", [:], [.data("float32 2x4x3x8"), .data("float32 2x4x1x8")],
            ["float32 2x4x3x8"]),
        .init("words", "StringSplit", [:], [.data("string 3")], ["string 3x?", "int64 3"]),
        .init(
            "grams", "TfIdfVectorizer", ["ngram_indexes": .integers([0, 1, 6])], [.data("int64 2x6")], ["float32 2x7"]),
        .init("drawn classes", "Multinomial", ["sample_size": .integer(4)], [.data("float32 3x10")], ["int32 3x4"]),
        .init("a shape of the file's", "RandomNormal", ["shape": .integers([2, 3])], [], ["float32 2x3"]),
        .init(
            "one per row", "Unique", ["axis": .integer(0)], [.data("float32 4x3")],
            ["float32 ?x3", "int64 ?", "int64 4", "int64 ?"]),
        .init("a matrix", "EyeLike", ["dtype": .integer(7)], [.data("float32 3x4")], ["int64 3x4"]),
        .init(
            "the zero point's type", "QuantizeLinear", [:], [.data("float32 3"), .real(1), .data("int8 scalar")],
            ["int8 3"]),
        .init("the scale's type", "DequantizeLinear", [:], [.data("int8 3"), .data("float16 scalar")], ["float16 3"]),
        .init(
            "a scale and a zero point", "DynamicQuantizeLinear", [:], [.data("float32 3")],
            ["uint8 3", "float32 scalar", "uint8 scalar"]),
    ]

    @Test(arguments: cases) func holds(_ example: OperatorCase) throws { try example.check() }
}
