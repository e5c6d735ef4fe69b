import GraphIR
import KernelFormation
import Testing

/// What ONNX's operators become before the delegate forms its kernels.
@Suite struct LoweringTests {
    struct Case: CustomTestStringConvertible {
        let testDescription: String
        let graph: String
        var input = "1x8x4x4"
        let kernels: [String]
    }

    static let cases = [
        Case(
            testDescription: "hard-swish, the product divided",
            graph: "a = MaxPool(x) kernel=1; b = Add(a, 3); c = Clip(b, 0, 6); d = Mul(a, c); e = Div(d, 6)",
            kernels: ["max_pooling_2d hard_swish"]),
        Case(
            testDescription: "hard-swish, the gate divided",
            graph: "a = MaxPool(x) kernel=1; b = Add(a, 3); c = Clip(b, 0, 6); d = Div(c, 6); e = Mul(a, d)",
            kernels: ["max_pooling_2d hard_swish"]),
        Case(
            testDescription: "hard-swish over HardSigmoid",
            graph: "a = MaxPool(x) kernel=1; b = HardSigmoid(a); c = Mul(a, b)", kernels: ["max_pooling_2d hard_swish"]),
        Case(
            testDescription: "no hard-swish: another bound",
            graph: "a = MaxPool(x) kernel=1; b = Add(a, 3); c = Clip(b, 0, 5); d = Mul(a, c); e = Div(d, 6)",
            kernels: ["max_pooling_2d", "add minimum relu mul mul"]),
        Case(
            testDescription: "hard-sigmoid of two numbers of a clip",
            graph: "a = MaxPool(x) kernel=1; b = Clip(a, 0, 1)", kernels: ["max_pooling_2d minimum relu"]),
        Case(
            testDescription: "GELU, halved last",
            graph: "a = Div(x, 1.4142); b = Erf(a); c = Add(b, 1); d = Mul(x, c); e = Mul(d, 0.5)", kernels: ["gelu"]),
        Case(
            testDescription: "GELU, halved first",
            graph: "h = Mul(x, 0.5); a = Div(x, 1.4142); b = Erf(a); c = Add(b, 1); d = Mul(h, c)", kernels: ["gelu"]),
        Case(
            testDescription: "SiLU stays two operators", graph: "a = Sigmoid(x); b = Mul(x, a)",
            kernels: ["sigmoid mul"]),
        Case(
            testDescription: "LayerNormalization is its arithmetic",
            graph: "a = LayerNormalization(x, $8, $8) axis=2", input: "1x16x8",
            kernels: ["mean", "squared_diff", "mean add rsqrt mul", "mul", "mul subtract add"]),
        Case(
            testDescription: "MatMul and Add",
            graph: "a = MatMul(x, $8x16); b = Add(a, $16); c = Relu(b)", input: "1x4x8",
            kernels: ["fully_connected relu"]),
        Case(
            testDescription: "a product of two factors", graph: "a = MatMul(x, x)", input: "1x4x4",
            kernels: ["batched_matmul"]),
        Case(
            testDescription: "channel shuffle",
            graph: "a = Conv(x, 8) kernel=1; b = Reshape(a, #1x2x4x4x4); c = Transpose(b) perm=0x2x1x3x4; "
                + "d = Reshape(c, #1x8x4x4)", kernels: ["constant: convolution_2d", "channel_shuffle"]),
        Case(
            testDescription: "to channels last and back",
            graph: "a = MaxPool(x) kernel=1; b = Transpose(a) perm=0x2x3x1; c = Relu(b); "
                + "d = Transpose(c) perm=0x3x1x2; e = MaxPool(d) kernel=1",
            kernels: ["max_pooling_2d relu", "max_pooling_2d"]),
        Case(
            testDescription: "patches of a vision transformer",
            graph: "a = Conv(x, 16) kernel=2 strides=2; b = Reshape(a, #1x16x4); c = Transpose(b) perm=0x2x1",
            kernels: ["constant: convolution_2d", "reshape"]),
        Case(
            testDescription: "classifier's end",
            graph: "a = GlobalAveragePool(x); b = Flatten(a); c = Gemm(b, $10x8, $10) transB=1",
            kernels: ["mean", "fully_connected"]),
        Case(
            testDescription: "a mean over height and width", graph: "a = ReduceMean(x, #2x3) keepdims=0",
            kernels: ["mean"]),
        Case(
            testDescription: "a scale and a shift behind a convolution",
            graph: "a = Conv(x, 8) kernel=1; b = Mul(a, $8x1x1); c = Sub(b, 0.5); d = Relu(c)",
            kernels: ["constant: convolution_2d relu"]),
        Case(
            testDescription: "a constant in front stays", graph: "a = Sub($8x4x4, x); b = Relu(a)",
            kernels: ["subtract relu"]),
        Case(
            testDescription: "a padding that two read stays",
            graph: "a = Pad(x, 1); b = Conv(a, 8) kernel=3; c = MaxPool(a) kernel=3",
            kernels: ["pad", "generic: convolution_2d", "max_pooling_2d"]),
        Case(
            testDescription: "a concatenation of one tensor vanishes, one with a constant does not",
            graph: "a = MaxPool(x) kernel=1; b = Concat(a); c = Concat($1x8x4x4, b)",
            kernels: ["max_pooling_2d", "concat"]),
        Case(
            testDescription: "identities vanish", graph: "a = Conv(x, 8) kernel=1; b = Identity(a); c = Relu(b)",
            kernels: ["constant: convolution_2d relu"]),
    ]

    @Test(arguments: cases) func becomes(_ example: Case) throws {
        let graph = try GraphText.graph(example.graph, input: example.input)
        let kernels = try KernelFormer(.named("tflite-gpu")).kernels(of: graph).kernels
        #expect(kernels.map(\.summary) == example.kernels)
        #expect(kernels.flatMap(\.nodes).sorted() == Array(graph.nodes.indices))
    }

    /// ResNet's stem, by hand: 112·112·64·3·49 multiplications; 9,408 weights and the bias that batch norm leaves.
    @Test func aConvolutionCountsItsWorkAndTheBiasOfAFoldedBatchNorm() throws {
        let graph = try GraphText.graph(
            "a = Conv(x, 64) kernel=7 pads=3 strides=2; b = BatchNormalization(a); c = Relu(b)", input: "1x3x224x224")
        let kernel = try KernelFormer(.named("tflite-gpu")).kernels(of: graph).kernels[0]
        var expected = KernelConfiguration()
        (expected.inputHeight, expected.inputWidth, expected.inputChannels) = (224, 224, 3)
        (expected.outputHeight, expected.outputWidth, expected.outputChannels) = (112, 112, 64)
        (expected.kernelHeight, expected.kernelWidth, expected.strideHeight, expected.strideWidth) = (7, 7, 2, 2)
        (expected.padTop, expected.padLeft, expected.padBottom, expected.padRight) = (3, 3, 3, 3)
        (expected.tail, expected.algorithm, expected.operation) = (["relu"], "generic", "convolution_2d")
        expected.multiplyAccumulates = 118_013_952
        expected.parameters = 9_472
        expected.bytesRead = 4 * (3 * 224 * 224 + 9_472)
        expected.bytesWritten = 4 * 64 * 112 * 112
        #expect(kernel.configuration == expected)
        #expect(kernel.nodes == [0, 1, 2])
        #expect(kernel.anchor == 0)
    }

    @Test func aPaddingMergesIntoTheWindow() throws {
        let graph = try GraphText.graph("a = Pad(x, 1); b = Conv(a, 8) kernel=3 pads=1", input: "1x8x4x4")
        let kernels = try KernelFormer(.named("tflite-gpu")).kernels(of: graph).kernels
        #expect(kernels.map(\.configuration.padTop) == [2])
        #expect(kernels.map(\.configuration.inputHeight) == [4])
        #expect(kernels.map(\.nodes) == [[0, 1]])
    }

    /// Attention's product of (heads, rows, k) and (heads, k, columns).
    @Test func aMatrixProductIsAnImageOfOneColumn() throws {
        let graph = try GraphText.graph("a = Transpose(x) perm=0x1x3x2; b = MatMul(x, a)", input: "1x12x197x64")
        let kernels = try KernelFormer(.named("none")).kernels(of: graph).kernels
        let configuration = kernels[1].configuration
        #expect([configuration.batch, configuration.inputHeight, configuration.inputWidth] == [12, 197, 1])
        #expect([configuration.inputChannels, configuration.outputChannels] == [64, 197])
        #expect(configuration.multiplyAccumulates == 12 * 197 * 197 * 64)
    }

    @Test func whatALoweringAddsSaysSo() throws {
        let graph = try GraphText.graph("a = MaxPool(x) kernel=1; b = Flatten(a)", input: "1x8x4x4")
        let kernels = try KernelFormer(.named("tflite-gpu")).kernels(of: graph).kernels
        #expect(kernels.map(\.source) == [.file, .lowering, .file])
        #expect(kernels.map(\.nodes) == [[0], [], [1]])
    }

    /// A Keras model's converter lists the branch with the later name last, whatever the file's order.
    @Test(arguments: [("onnx", [[0], [1, 2]]), ("keras", [[1], [0, 2]])])
    func theConverterDecidesWhichBranchTakesTheSum(converter: String, nodes: [[Int]]) throws {
        let graph = try GraphText.graph(
            "z = Conv(x, 64) kernel=1; b = Conv(x, 64) kernel=1; c = Add(b, z)", input: "1x8x4x4")
        let former = try KernelFormer(.named("tflite-gpu"), parameters: ["converter": converter])
        #expect(former.kernels(of: graph).kernels.map(\.nodes) == nodes)
    }
}
