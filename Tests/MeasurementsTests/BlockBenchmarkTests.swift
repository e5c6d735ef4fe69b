import KernelFormation
import Testing

@testable import Measurements

@Suite struct BlockBenchmarkTests {
    static let blocks: [(name: String, group: String, types: [KernelType])] = [
        ("firstconv_224_3_16_2_3", "firstconv", [.conv]),
        ("conv_56_24_24_1_1_relu_3_nose", "conv", [.dwconv, .conv]),
        ("conv_56_24_24_4_1_hard_swish_5_nose", "conv", [.conv, .dwconv, .conv]),
        (
            "conv_56_24_40_4_2_hard_swish_5_se", "conv",
            [.conv, .dwconv, .globalAvgpool, .fc, .fc, .elementwise, .conv, .avgpool, .conv]
        ),
        (
            "transds_28_48_48_1_2", "transds",
            [.conv, .dwconv, .globalAvgpool, .fc, .fc, .elementwise, .conv]
        ),
        (
            "transattn_14_96_hard_swish_2_ln", "transattn",
            [.layernorm, .fc, .matmul, .softmax, .matmul, .hswish, .fc, .add]
        ),
        ("transffn_14_96_2_hard_swish_ln", "transffn", [.layernorm, .fc, .hswish, .fc, .add]),
        ("mbpool_7_160_1984_6_hard_swish", "mbpool", [.conv, .globalAvgpool, .fc]),
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
        let depthwise = parts[1].kernel.configuration
        #expect(depthwise.groups == 96)
        #expect([depthwise.inputHeight, depthwise.outputHeight] == [57, 29])
        #expect(depthwise.multiplyAccumulates == 29 * 29 * 96 * 25)
        #expect(depthwise.tail == ["hard_swish"])
        #expect(parts[3].kernel.configuration.parameters == 96 * 24 + 24)
        #expect(parts[6].kernel.configuration.outputChannels == 40)
        #expect(parts[6].kernel.configuration.tail == ["add"])
        #expect(parts[8].kernel.configuration.inputChannels == 24)
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
