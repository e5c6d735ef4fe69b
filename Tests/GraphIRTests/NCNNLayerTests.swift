import Testing

@testable import GraphIR

/// ncnn's layers: shapes, work, and what contradicts them.
@Suite struct NCNNLayerTests {
    static let image: Operand = .data("float32 1x6x9x8")
    static let matrix: Operand = .data("float32 1x5x16")

    static let cases: [OperatorCase] = [
        .ncnn(
            "a stride and a padding of three sides", "Convolution",
            [
                "0": .integer(4), "1": .integer(3), "3": .integer(2), "4": .integer(1), "16": .integer(0),
                "6": .integer(216),
            ],
            [image, .weights("float32 4x6x3x3")], ["float32 1x4x4x4"], macs: 16 * 216, parameters: 216),
        .ncnn(
            "SAME", "ConvolutionDepthWise",
            [
                "0": .integer(12), "1": .integer(3), "13": .integer(2), "4": .integer(-233), "6": .integer(108),
                "7": .integer(6),
            ], [image, .weights("float32 12x1x3x3")], ["float32 1x12x5x8"], macs: 480 * 9),
        .ncnn(
            "channels that the weights do not have", "Convolution",
            ["0": .integer(4), "1": .integer(1), "6": .integer(20)], [image],
            error: "input 0: expected 5 channels, found 6"),
        .ncnn(
            "an activation of no number", "Convolution",
            ["0": .integer(4), "1": .integer(1), "6": .integer(24), "9": .integer(7)], [image],
            error: "attribute \"9\": expected 0 to 6, found 7"),
        .ncnn(
            "twice as large", "DeconvolutionDepthWise",
            [
                "0": .integer(6), "1": .integer(4), "3": .integer(2), "4": .integer(1), "6": .integer(96),
                "7": .integer(6),
            ],
            [image, .weights("float32 6x1x4x4")], ["float32 1x6x18x16"], macs: 432 * 16),
        .ncnn(
            "more padding than there is", "Deconvolution",
            ["0": .integer(2), "1": .integer(1), "4": .integer(9), "6": .integer(12)], [image],
            error: "attribute \"4\": expected at most 9 along axis 2, found 18"),
        .ncnn(
            "a partial window counts", "Pooling", ["1": .integer(2), "2": .integer(2)], [image], ["float32 1x6x5x4"]),
        .ncnn(
            "a partial window does not count", "Pooling", ["1": .integer(2), "2": .integer(2), "5": .integer(1)],
            [image], ["float32 1x6x4x4"]),
        .ncnn("over all", "Pooling", ["0": .integer(1), "4": .integer(1)], [image], ["float32 1x6"]),
        .ncnn("to an extent", "Pooling", ["7": .integer(1), "8": .integer(3)], [image], ["float32 1x6x3x3"]),
        .ncnn(
            "all axes as one", "InnerProduct", ["0": .integer(10), "2": .integer(4320)],
            [image, .weights("float32 10x432")], ["float32 1x10"], macs: 4320, parameters: 4320),
        .ncnn(
            "row by row", "InnerProduct", ["0": .integer(10), "2": .integer(160)],
            [matrix, .weights("float32 10x16")], ["float32 1x5x10"], macs: 800),
        .ncnn(
            "elements that do not come out even", "InnerProduct", ["0": .integer(10), "2": .integer(500)], [image],
            error: "input 0: expected 50 elements, found 432"),
        .ncnn(
            "a held factor", "Gemm", ["3": .integer(1), "5": .integer(1), "8": .integer(7), "9": .integer(16)],
            [matrix, .weights("float32 7x16")], ["float32 1x5x7"], macs: 560),
        .ncnn("two factors", "MatMul", ["0": .integer(1)], [matrix, matrix], ["float32 1x5x5"], macs: 400),
        .ncnn(
            "queries alone", "MultiHeadAttention", ["0": .integer(16), "1": .integer(4), "2": .integer(256)],
            [matrix], ["float32 1x5x16"], macs: 5 * 1024 + 25 * 32),
        .ncnn("channels first", "Permute", ["0": .integer(3)], [image], ["float32 1x9x8x6"]),
        .ncnn(
            "an order of no number", "Permute", ["0": .integer(2)], [matrix],
            error: "attribute \"0\": expected 0 to 1, found 2"),
        .ncnn("what is left", "Reshape", ["0": .integer(-1), "1": .integer(12)], [image], ["float32 1x12x36"]),
        .ncnn(
            "extents that are there", "Reshape", ["0": .integer(-1), "1": .integer(0), "2": .integer(0)], [image],
            ["float32 1x6x9x8"]),
        .ncnn(
            "elements that are not there", "Reshape", ["0": .integer(7)], [image],
            error: "input 0: expected 7 elements, found 432"),
        .ncnn("one axis", "Flatten", [:], [image], ["float32 1x432"]),
        .ncnn("a new axis", "ExpandDims", ["3": .integers([0])], [matrix], ["float32 1x1x5x16"]),
        .ncnn("axes of 1", "Squeeze", ["3": .integers([0])], [.data("float32 1x1x5x16")], ["float32 1x5x16"]),
        .ncnn("along the channels", "Concat", [:], [image, image], ["float32 1x12x9x8"]),
        .ncnn(
            "extents that differ", "Concat", ["0": .integer(1)], [image, .data("float32 1x5x9x8")],
            error: "input 1: expected 6 along axis 1, found 5"),
        .ncnn(
            "a part and what is left", "Slice", ["0": .integers([2, -233])], [image],
            ["float32 1x2x9x8", "float32 1x4x9x8"]),
        .ncnn(
            "more than there is", "Slice", ["0": .integers([7, -233])], [image], ["", ""],
            error: "attribute \"0\": expected 0 to 6 along axis 1, found 7"),
        .ncnn(
            "a range", "Crop", ["9": .integers([2]), "10": .integers([-1]), "11": .integers([0])], [image],
            ["float32 1x3x9x8"]),
        .ncnn(
            "offsets and extents", "Crop", ["2": .integer(4), "3": .integer(8), "4": .integer(5), "5": .integer(2)],
            [image], ["float32 1x2x5x8"]),
        .ncnn(
            "a range that is not there", "Crop", ["9": .integers([7]), "10": .integers([9]), "11": .integers([0])],
            [image], error: "attribute \"9\": expected a range within 6 along axis 1, found 7 to 6"),
        .ncnn(
            "a vector over an image", "BinaryOp", ["0": .integer(2)], [.data("float32 1x6"), image], ["float32 1x6x9x8"]
        ),
        .ncnn(
            "a function of no number", "BinaryOp", ["0": .integer(12)], [image],
            error: "attribute \"0\": expected 0 to 11, found 12"),
        .ncnn(
            "around and behind", "Padding", ["1": .integer(2), "2": .integer(1), "8": .integer(3)], [image],
            ["float32 1x9x11x9"]),
        .ncnn("all axes", "Reduction", ["0": .integer(3)], [image], ["float32 1x1"]),
        .ncnn(
            "the image", "Reduction", ["0": .integer(3), "1": .integer(0), "3": .integers([1, 2])], [image],
            ["float32 1x6"]),
        .ncnn(
            "an axis twice", "Reduction", ["1": .integer(0), "3": .integers([1, 1])], [image],
            error: "attribute \"3\": expected each axis once, found 2 again"),
        .ncnn("twice", "Interp", ["1": .real(2), "2": .real(2)], [image], ["float32 1x6x18x16"]),
        .ncnn(
            "of a vector", "Interp", ["3": .integer(3), "4": .integer(4)], [.data("float32 1x6")], ["float32 1x6x3x4"]),
        .ncnn(
            "channels to places", "PixelShuffle", ["0": .integer(2)], [.data("float32 1x8x2x2")], ["float32 1x2x4x4"]),
        .ncnn("the same for each reader", "Split", [:], [image], ["float32 1x6x9x8", "float32 1x6x9x8"]),
        .ncnn(
            "boxes over an image", "PriorBox",
            ["0": .reals([60]), "1": .reals([111]), "2": .reals([2, 3]), "7": .integer(1), "9": .integer(300)],
            [image, image], ["float32 1x2x1728"]),
        .ncnn("boxes that are found", "DetectionOutput", [:], [image], ["float32 1x?x6"]),
    ]

    @Test(arguments: cases) func gives(_ layer: OperatorCase) throws { try layer.check() }

    @Test func theListHasTheFilesOfTheFolderInOrder() throws {
        let listed = NCNNLayers.all.map { String(describing: $0) }
        #expect(listed == (try RegistryTests.files(in: "NCNN").filter { $0 != "NCNNLayers" }))
    }

    @Test func noNameStandsTwice() {
        let names = NCNNLayers.all.flatMap { $0.names }
        #expect(Set(names).count == names.count)
    }
}
