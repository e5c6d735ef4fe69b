import Testing

@testable import GraphIR

/// TFLite's operators: shapes, shape arithmetic, work, and what contradicts them.
@Suite struct TFLiteOperatorTests {
    static let image: Operand = .data("float32 1x9x8x6")

    static let cases: [OperatorCase] = [
        .tflite(
            "SAME, a stride and a dilation", "CONV_2D",
            ["stride_h": .integer(2), "stride_w": .integer(1), "dilation_w_factor": .integer(2)],
            [image, .weights("float32 4x3x3x6"), .weights("float32 4")], ["unknown 1x5x8x4"], macs: 5 * 8 * 4 * 54,
            parameters: 220),
        .tflite(
            "VALID and two groups", "CONV_2D", ["padding": .integer(1)], [image, .weights("float32 4x3x3x3")],
            ["unknown 1x7x6x4"], macs: 7 * 6 * 4 * 27),
        .tflite(
            "channels that no groups give", "CONV_2D", [:], [image, .weights("float32 4x3x3x5")],
            error: "input 0: expected a multiple of 5 channels, found 6"),
        .tflite(
            "a padding of neither kind", "CONV_2D", ["padding": .integer(2)], [image, .weights("float32 4x3x3x6")],
            error: "attribute \"padding\": expected 0 or 1, found 2"),
        .tflite(
            "a window larger than the image", "CONV_2D", ["padding": .integer(1)],
            [image, .weights("float32 4x10x3x6")],
            error: "input 0: expected at least 10 along axis 2, found 9 with padding"),
        .tflite(
            "a stride of 0", "CONV_2D", ["stride_w": .integer(0)], [image, .weights("float32 4x3x3x6")],
            error: "attribute \"stride_w\": expected 1 to 2147483647, found 0"),
        .tflite(
            "a multiplier of 2", "DEPTHWISE_CONV_2D", ["depth_multiplier": .integer(2)],
            [image, .weights("float32 1x3x3x12")], ["unknown 1x9x8x12"], macs: 9 * 8 * 12 * 9, parameters: 108),
        .tflite(
            "three axes", "CONV_3D", ["stride_d": .integer(2)],
            [.data("float32 1x4x8x8x3"), .weights("float32 3x3x3x3x8")], ["unknown 1x2x8x8x8"], macs: 128 * 8 * 81),
        .tflite(
            "the shape that is asked for", "TRANSPOSE_CONV", ["stride_h": .integer(2), "stride_w": .integer(2)],
            [.list(1, 18, 16, 4), .weights("float32 4x2x2x6"), image], ["unknown 1x18x16x4"],
            macs: 9 * 8 * 6 * 16),
        .tflite(
            "joins axes", "FULLY_CONNECTED", [:], [image, .weights("float32 10x48"), .weights("float32 10")],
            ["unknown 9x10"], macs: 9 * 480, parameters: 490),
        .tflite(
            "keeps axes", "FULLY_CONNECTED", ["keep_num_dims": .integer(1)],
            [.data("float32 2x5x16"), .weights("float32 10x16")], ["unknown 2x5x10"], macs: 1600),
        .tflite(
            "elements that do not come out even", "FULLY_CONNECTED", [:], [image, .weights("float32 10x50")],
            error: "input 0: expected a multiple of 50 elements, found 432"),
        .tflite(
            "transposed", "BATCH_MATMUL", ["adj_x": .integer(1), "adj_y": .integer(1)],
            [.data("float32 2x4x8x3"), .data("float32 2x1x5x8")], ["unknown 2x4x3x5"], macs: 2 * 4 * 15 * 8),
        .tflite(
            "a pool", "MAX_POOL_2D",
            [
                "filter_height": .integer(3), "filter_width": .integer(2), "stride_h": .integer(3),
                "stride_w": .integer(2),
            ],
            [image], ["unknown 1x3x4x6"]),
        .tflite(
            "a mean over height and width", "MEAN", [:], [image, .list(1, 2)], ["unknown 1x6"]),
        .tflite(
            "a mean that keeps axes", "MEAN", ["keep_dims": .integer(1)], [image, .list(1, 2)], ["unknown 1x1x1x6"]),
        .tflite(
            "broadcasts", "ADD", ["fused_activation_function": .integer(1)], [image, .weights("float32 6")],
            ["unknown 1x9x8x6"]),
        .tflite("beside ONNX", "SQUARED_DIFFERENCE", [:], [image, .data("float32 8x1")], ["unknown 1x9x8x6"]),
        .tflite("by an attribute", "RESHAPE", ["new_shape": .integers([-1, 48])], [image], ["unknown 9x48"]),
        .tflite("by an input", "RESHAPE", ["new_shape": .integers([7])], [image, .list(9, -1)], ["unknown 9x48"]),
        .tflite("to no axis", "RESHAPE", [:], [.data("float32 1x1"), .list()], ["unknown scalar"]),
        .tflite("all axes of 1", "SQUEEZE", [:], [.data("float32 1x9x1")], ["unknown 9"]),
        .tflite(
            "one axis of 1", "SQUEEZE", ["squeeze_dims": .integers([0])], [.data("float32 1x9x1")], ["unknown 9x1"]),
        .tflite("a new axis", "EXPAND_DIMS", [:], [image, .scalar(-1)], ["unknown 1x9x8x6x1"]),
        .tflite("to channels first", "TRANSPOSE", [:], [image, .list(0, 3, 1, 2)], ["unknown 1x6x9x8"]),
        .tflite(
            "an axis twice", "TRANSPOSE", [:], [image, .list(0, 3, 1, 1)],
            error: "input 1: expected each axis once, found 1 again"),
        .tflite(
            "pads", "PAD", [:], [image, .tensor("int32 4x2", [0, 0, 1, 2, 3, 4, 0, 0])], ["unknown 1x12x15x6"]),
        .tflite(
            "pads of another rank", "PADV2", [:], [image, .tensor("int32 2x2", [0, 0, 1, 2]), .real(0)],
            error: "input 1: expected 8 integers, found 4"),
        .tflite("to the end", "SLICE", [:], [image, .list(0, 1, 2, 3), .list(1, -1, 4, 3)], ["unknown 1x8x4x3"]),
        .tflite(
            "past the end", "SLICE", [:], [image, .list(0, 1, 2, 3), .list(1, 9, 4, 3)],
            error: "input 2: expected a range within 9 along axis 1, found 9 from 1"),
        .tflite(
            "masks, a new axis, one that vanishes, and an ellipsis", "STRIDED_SLICE",
            [
                "begin_mask": .integer(0b0001), "end_mask": .integer(0b0001), "new_axis_mask": .integer(0b0010),
                "ellipsis_mask": .integer(0b0100), "shrink_axis_mask": .integer(0b1000),
            ], [image, .list(5, 0, 0, -1), .list(5, 0, 0, 0), .list(1, 1, 1, 1)], ["unknown 1x1x9x8"]),
        .tflite(
            "backwards", "STRIDED_SLICE", ["begin_mask": .integer(1), "end_mask": .integer(1)],
            [.list(1, 2, 3, 4), .list(0), .list(0), .list(-2)], ["unknown 2"], elements: "4 2"),
        .tflite(
            "one extent of a shape", "STRIDED_SLICE", ["shrink_axis_mask": .integer(1)],
            [.extents(.symbolic("N"), 8), .list(0), .list(1), .list(1)], ["unknown scalar"], elements: "N"),
        .tflite(
            "a place outside", "STRIDED_SLICE", ["shrink_axis_mask": .integer(1)],
            [.extents(7, 8), .list(2), .list(3), .list(1)],
            error: "input 1: expected a place within 2 along axis 0, found 2"),
        .tflite("extents", "SHAPE", [:], [.data("float32 Nx9")], ["unknown 2"], elements: "N 9"),
        .tflite(
            "extents to a shape", "PACK", ["values_count": .integer(2)],
            [.extents(.symbolic("N")).scalar, .scalar(3)], ["unknown 2"], elements: "N 3"),
        .tflite(
            "another count than there are", "PACK", ["values_count": .integer(3)], [.scalar(3)],
            error: "attribute \"values_count\": expected 1, one per input, found 3"),
        .tflite(
            "parts", "SPLIT", ["num_splits": .integer(2)], [.scalar(3), image], ["unknown 1x9x8x3", "unknown 1x9x8x3"]),
        .tflite(
            "parts of sizes, one of them open", "SPLIT_V", [:], [image, .list(1, -1), .scalar(3)],
            ["unknown 1x9x8x1", "unknown 1x9x8x5"]),
        .tflite("slices", "UNPACK", ["axis": .integer(1)], [.data("float32 4x2")], ["unknown 4", "unknown 4"]),
        .tflite(
            "indices with a shared batch", "GATHER", ["axis": .integer(1), "batch_dims": .integer(1)],
            [.data("float32 2x7x4"), .data("int32 2x3")], ["unknown 2x3x4"]),
        .tflite("picked extents", "GATHER", [:], [.extents(5, 6, 7), .list(2, 0)], ["unknown 2"], elements: "7 5"),
        .tflite("a value everywhere", "FILL", [:], [.list(2, 2), .scalar(3)], ["unknown 2x2"], elements: "3 3 3 3"),
        .tflite(
            "classes", "ONE_HOT", ["axis": .integer(-1)], [.data("int32 4"), .scalar(5), .real(1), .real(0)],
            ["unknown 4x5"]),
        .tflite("enlarges", "RESIZE_BILINEAR", [:], [image, .list(18, 16)], ["unknown 1x18x16x6"]),
        .tflite(
            "blocks to channels", "SPACE_TO_DEPTH", ["block_size": .integer(2)], [.data("float32 1x4x8x3")],
            ["unknown 1x2x4x12"]),
        .tflite(
            "blocks that do not come out even", "SPACE_TO_DEPTH", ["block_size": .integer(2)], [image],
            error: "input 0: expected a multiple of 2 along axis 1, found 9"),
        .tflite(
            "blocks to the batch", "SPACE_TO_BATCH_ND", [:], [image, .list(2, 2), .tensor("int32 2x2", [0, 1, 0, 0])],
            ["unknown 4x5x4x6"]),
        .tflite(
            "the batch to blocks", "BATCH_TO_SPACE_ND", [:],
            [.data("float32 4x5x4x6"), .list(2, 2), .tensor("int32 2x2", [0, 1, 0, 0])], ["unknown 1x9x8x6"]),
        .tflite("the greatest", "ARG_MAX", [:], [image, .scalar(-1)], ["unknown 1x9x8"]),
        .tflite(
            "the five greatest", "TOPK_V2", [:], [.data("float32 1x1000"), .scalar(5)], ["unknown 1x5", "unknown 1x5"]),
        .tflite("where it holds", "WHERE", [:], [.data("bool 3x4")], ["unknown ?x2"]),
        .tflite(
            "a layer over a sequence", "UNIDIRECTIONAL_SEQUENCE_LSTM", [:],
            [.data("float32 1x10x8"), nil] + Array(repeating: .weights("float32 16x8"), count: 3)
                + Array(repeating: .weights("float32 16x16"), count: 4), ["unknown 1x10x16"],
            macs: 10 * (3 * 128 + 4 * 256)),
        .tflite("control flow", "WHILE", [:], [image], ["unknown of unknown rank"]),
    ]

    @Test(arguments: cases) func followsItsRule(_ example: OperatorCase) throws { try example.check() }

    @Test func theListHasTheFilesOfTheFolderInOrder() throws {
        let listed = TFLiteBuiltins.all.map { String(describing: $0) }
        #expect(listed == (try RegistryTests.files(in: "TFLite").filter { $0 != "TFLiteBuiltins" }))
    }

    @Test func everyNumberOfTheSchemaHasOneOperator() {
        let names = TFLiteBuiltins.all.flatMap { $0.names }
        #expect(Set(names).count == names.count)
        // All but CUSTOM, DELEGATE and a placeholder.
        #expect(names.count == 207)
    }
}

extension Operand {
    /// The same element as a tensor without axes.
    fileprivate var scalar: Operand { Operand("int64 scalar", elements: elements, isConstant: isConstant) }
}
