import KernelFormation
import Testing

@testable import Measurements

@Suite struct BlockBenchmarkTests {
    private static let squeeze: [KernelType] = [.globalAvgpool, .fc, .fc, .add, .elementwise, .elementwise]

    static let blocks: [(name: String, group: String, types: [KernelType])] = [
        ("firstconv_224_3_16_2_3", "firstconv", [.pad, .conv]),
        ("conv_56_24_24_1_1_relu_3_nose", "conv", [.pad, .dwconv, .conv, .add]),
        ("conv_56_24_24_4_1_hard_swish_5_nose", "conv", [.conv, .pad, .dwconv, .conv, .add]),
        ("conv_56_24_40_4_1_hard_swish_5_nose", "conv", [.conv, .pad, .dwconv, .conv, .conv, .add]),
        ("conv_56_24_24_4_2_hard_swish_5_nose", "conv", [.conv, .pad, .dwconv, .conv]),
        (
            "conv_56_24_40_4_2_hard_swish_5_se", "conv",
            [.conv, .pad, .dwconv] + squeeze + [.conv, .avgpool, .conv, .add]
        ),
        ("transds_28_48_48_1_2", "transds", [.conv, .pad, .dwconv] + squeeze + [.conv, .add]),
        (
            "transds_7_48_64_2_4", "transds",
            [.conv, .pad, .dwconv] + squeeze + [.conv, .pad, .avgpool, .conv, .add]
        ),
        (
            "transattn_14_96_hard_swish_2_ln", "transattn",
            [
                .layernorm, .fc, .hswish, .transpose, .split, .matmul, .elementwise, .add, .softmax, .matmul,
                .transpose,
                .hswish, .fc,
            ]
        ),
        ("transffn_14_96_2_hard_swish_ln", "transffn", [.layernorm, .fc, .hswish, .fc, .add]),
        ("mbpool_7_160_1984_6_hard_swish", "mbpool", [.conv, .globalAvgpool, .fc, .fc]),
    ]

    @Test(arguments: blocks) func aBlockIsItsKernels(name: String, group: String, types: [KernelType]) throws {
        let block = try #require(Workload(block: name))
        #expect(block.kind == .block)
        #expect(block.group == group)
        #expect(block.parts.map(\.kernel.type) == types)
        #expect(block.parts.allSatisfy { $0.count == 1 && $0.kernel.configuration.bytesWritten > 0 })
    }

    @Test func sizesOfAStridedBlockFollowItsName() throws {
        let parts = try #require(Workload(block: "conv_57_24_40_4_2_hard_swish_5_se")).parts
        #expect([parts[1], parts[10]].map(\.kernel.configuration.outputHeight) == [61, 59])
        let depthwise = parts[2].kernel.configuration
        #expect(depthwise.groups == 96)
        #expect(
            [depthwise.inputHeight, depthwise.outputHeight, depthwise.padTop, depthwise.padBottom] == [61, 29, 0, 0])
        #expect(depthwise.multiplyAccumulates == 29 * 29 * 96 * 25)
        #expect(depthwise.tail == ["hard_swish"])
        #expect(parts[4].kernel.configuration.parameters == 96 * 24 + 24)
        #expect(parts[9].kernel.configuration.outputChannels == 40)
        #expect([parts[11], parts[12]].map(\.kernel.configuration.inputChannels) == [24, 24])
    }

    static let malformed: [(text: String, message: String)] = [
        ("{", "file.json: byte 1: expected a string, found the end"),
        (#"{"conv_56": 1}"#, "file.json: conv_56: expected a block of a known design"),
        (
            #"{"conv_56_24_0_4_2_relu_5_se": 1}"#,
            "file.json: conv_56_24_0_4_2_relu_5_se: expected a block of a known design"
        ),
        (#"{"firstconv_224_3_16_2_3": 0}"#, "file.json: firstconv_224_3_16_2_3: expected a number above 0, found 0.0"),
        (
            #"{"firstconv_224_3_16_2_3": -1.5}"#,
            "file.json: firstconv_224_3_16_2_3: expected a number above 0, found -1.5"
        ),
        (#"{"firstconv_224_3_16_2_3": "1"}"#, "file.json: firstconv_224_3_16_2_3: expected a number, found \"1\""),
    ]

    @Test(arguments: malformed) func tellsWhatIsWrongAndWhere(text: String, message: String) {
        let error = #expect(throws: MeasurementError.self) {
            try BlockBenchmark.blocks(Array(text.utf8), file: "file.json")
        }
        #expect(error?.description == message)
    }
}
