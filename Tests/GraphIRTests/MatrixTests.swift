import GraphIR
import Testing

@Suite struct MatrixTests {
    static let products: [OperatorCase] = [
        .init(
            "a classifier's last layer", "Gemm", ["transB": .integer(1)],
            [.data("float32 1x1280"), .weights("float32 1000x1280"), .weights("float32 1000")], ["float32 1x1000"],
            macs: 1_280_000, parameters: 1_281_000),
        .init(
            "without C", "Gemm", ["transA": .integer(1)], [.data("float32 4x2"), .data("float32 4x3")],
            ["float32 2x3"], macs: 24, parameters: 0),
        .init(
            "inner extents that differ", "Gemm", [:], [.data("float32 4x2"), .data("float32 4x3")],
            error: "input 1: expected 2 along axis 0, found 4"),
        .init(
            "not a matrix", "Gemm", [:], [.data("float32 4x2x1"), .data("float32 4x3")],
            error: "input 0: expected rank 2, found 3"),
        .init(
            "a batch that broadcasts", "MatMul", [:], [.data("float32 Nx12x128x64"), .data("float32 1x64x128")],
            ["float32 Nx12x128x128"]),
        .init(
            "a linear layer", "MatMul", [:], [.data("float32 1x197x768"), .weights("float32 768x3072")],
            ["float32 1x197x3072"], macs: 464_781_312, parameters: 2_359_296),
        .init("two vectors", "MatMul", [:], [.data("float32 8"), .data("float32 8")], ["float32 scalar"], macs: 8),
        .init("a vector on the left", "MatMul", [:], [.data("float32 8"), .data("float32 2x8x3")], ["float32 2x3"]),
        .init("a vector on the right", "MatMul", [:], [.data("float32 2x3x8"), .data("float32 8")], ["float32 2x3"]),
        .init(
            "a scalar", "MatMul", [:], [.data("float32 scalar"), .data("float32 8")],
            error: "input 0: expected rank 1 or more, found 0"),
        .init(
            "batches that differ", "MatMul", [:], [.data("float32 2x3x8"), .data("float32 4x8x1")],
            error: "input 1: expected 1 or 2 along axis 0, found 4"),
        .init(
            "8-bit integers", "MatMulInteger", [:], [.data("uint8 4x3"), .data("int8 3x2")], ["int32 4x2"], macs: 24),
        .init(
            "with scales and zero points", "QLinearMatMul", [:],
            [
                .data("uint8 4x3"), .real(1), .data("uint8 scalar"), .data("int8 3x2"), .real(1), .data("int8 scalar"),
                .real(1), .data("uint8 scalar"),
            ], ["uint8 4x2"], macs: 24),
        .init(
            "attention's scores", "Einsum", ["equation": .string("bhqd, bhkd -> bhqk")],
            [.data("float32 Nx8x16x64"), .data("float32 Nx8x20x64")], ["float32 Nx8x16x20"]),
        .init(
            "an ellipsis, no arrow", "Einsum", ["equation": .string("...ij,...jk")],
            [.data("float32 2x5x3x4"), .data("float32 5x4x6")], ["float32 2x5x3x6"], macs: 720),
        .init(
            "a transposition", "Einsum", ["equation": .string("ij->ji")], [.data("float32 2x3")], ["float32 3x2"],
            macs: 0),
        .init("a trace", "Einsum", ["equation": .string("ii")], [.data("float32 3x3")], ["float32 scalar"]),
        .init(
            "three factors, from left to right", "Einsum", ["equation": .string("ij,jk,kl->il")],
            [.data("float32 2x3"), .data("float32 3x4"), .data("float32 4x5")], ["float32 2x5"], macs: 64),
        .init(
            "an extent that differs", "Einsum", ["equation": .string("ij,jk->ik")],
            [.data("float32 2x3"), .data("float32 4x5")], error: "input 1: expected 3 along axis 0, found 4"),
        .init(
            "an output letter from nowhere", "Einsum", ["equation": .string("ij->ik")], [.data("float32 2x3")],
            error:
                "attribute \"equation\": expected an output of letters that the inputs have, each once, found \"ij->ik\""
        ),
        .init(
            "two ellipses", "Einsum", ["equation": .string("......->i")], [.data("float32 2x3")],
            error: "attribute \"equation\": expected letters and at most one ..., found \"......->i\""),
        .init(
            "too few axes", "Einsum", ["equation": .string("...ijk->i")], [.data("float32 2x3")],
            error: "input 0: expected rank 3 or more, found 2"),
    ]

    static let layers: [OperatorCase] = [
        .init(
            "both directions", "LSTM", ["hidden_size": .integer(16), "direction": .string("bidirectional")],
            [
                .data("float32 10xNx8"), .weights("float32 2x64x8"), .weights("float32 2x64x16"),
                .weights("float32 2x128"),
            ], ["float32 10x2xNx16", "float32 2xNx16", "float32 2xNx16"]),
        .init(
            "a gated unit, batch first", "GRU", ["layout": .integer(1)],
            [.data("float32 4x10x8"), .weights("float32 1x48x8"), .weights("float32 1x48x16")],
            ["float32 4x10x1x16", "float32 4x1x16"], macs: 46_080, parameters: 1152),
        .init(
            "channels", "BatchNormalization", [:],
            [
                .data("float32 Nx32x7x7"), .weights("float32 32"), .weights("float32 32"), .weights("float32 32"),
                .weights("float32 32"),
            ], ["float32 Nx32x7x7"], macs: 0, parameters: 64),
        .init(
            "channels that differ", "BatchNormalization", [:],
            [
                .data("float32 Nx32x7x7"), .weights("float32 16"), .weights("float32 16"), .weights("float32 16"),
                .weights("float32 16"),
            ], error: "input 1: expected 32 channels, found 16"),
        .init(
            "with statistics", "LayerNormalization", ["axis": .integer(-2)],
            [.data("float16 Nx12x64"), .weights("float16 12x64"), .weights("float16 12x64")],
            ["float16 Nx12x64", "float32 Nx1x1", "float32 Nx1x1"], parameters: 1536),
        .init(
            "an axis out of range", "LayerNormalization", ["axis": .integer(3)],
            [.data("float16 Nx12x64"), .weights("float16 64")],
            error: "attribute \"axis\": expected an axis from -3 to 2, found 3"),
        .init(
            "groups", "GroupNormalization", ["num_groups": .integer(2)],
            [.data("float32 1x4x2x2"), .weights("float32 4"), .weights("float32 4")], ["float32 1x4x2x2"],
            parameters: 8),
        .init("weights that sum to 1", "Softmax", [:], [.data("float32 Nx12x?")], ["float32 Nx12x?"]),
        .init(
            "an axis out of range", "Softmax", ["axis": .integer(2)], [.data("float32 1x2")],
            error: "attribute \"axis\": expected an axis from -2 to 1, found 2"),
    ]

    @Test(arguments: products + layers) func holds(_ example: OperatorCase) throws { try example.check() }

    @Test func softmaxTakesTheRestAsOneAxisBeforeOpset13() throws {
        func softmax(opset: Int) throws -> Softmax? {
            try Operators.make(.init(name: "Softmax", opset: opset, inputCount: 1, outputCount: 1)) as? Softmax
        }
        #expect(try softmax(opset: 12)?.axis == 1)
        #expect(try softmax(opset: 12)?.flattensFromAxis == true)
        #expect(try softmax(opset: 13)?.axis == -1)
        #expect(try softmax(opset: 13)?.flattensFromAxis == false)
    }
}
