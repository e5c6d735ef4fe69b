import GraphIR
import KernelFormation
import Testing

@testable import Measurements

@Suite struct MobileBenchmarkTests {
    static let networks = "model,phone|gpu|float|mean,phone|gpu|float|std\nnet,2000,10\n"
    static let header = "model,operation,feature,phone|gpu|float,phone|gpu|kernel\n"

    /// The feature column of a 3×3 convolution of stride 2 from 24 to 48 channels, some members changed.
    static func feature(_ changes: [String: String] = [:]) -> String {
        let members = [
            ("Input_shape", "58"), ("Input_channel", "24"), ("Output_shape", "28"), ("Stride", "2"), ("Kernel", "3"),
            ("Filter", "48"), ("Group", "1"), ("FLOPS", "-"),
        ]
        return "{" + members.map { "'\($0)': '\(changes[$0] ?? $1)'" }.joined(separator: ", ") + "}"
    }

    static func row(_ operation: String, _ feature: String, _ latency: String, _ name: String) -> String {
        "net,\(operation),\"\(feature)\",\(latency),\(name)\n"
    }

    private func read(_ rows: String..., networks: String = networks) throws(MeasurementError) -> DeviceMeasurements {
        let kernels = try CSVTable(Array((Self.header + rows.joined()).utf8), file: "ops.csv")
        let gpus = try MobileBenchmark.gpus(
            kernels: kernels, networks: try CSVTable(Array(networks.utf8), file: "e2e.csv"))
        return gpus[0]
    }

    @Test func readsAConvolutionWithItsTail() throws {
        let measured = try read(
            Self.row("CONV_2D", Self.feature(), "250", "convolution_2d_12_linked_:_add_13_linked_:_relu_14"))
        #expect(measured.device == "phone")
        let kernel = measured.kernels[0].kernel
        #expect(kernel.type == .conv)
        #expect(kernel.rule == "convolution_2d")
        #expect(kernel.configuration.tail == ["add", "relu"])
        #expect(kernel.configuration.multiplyAccumulates == 28 * 28 * 9 * 24 * 48)
        #expect(kernel.configuration.parameters == 9 * 24 * 48 + 48)
        #expect(kernel.configuration.inputHeight == 56)
        #expect(kernel.configuration.padTop == 1)
        #expect(measured.kernels[0].operations == [11, 12, 13, 14], "the merged padding's number among them")
        #expect(measured.kernels[0].latencyMilliseconds == 0.25)
        #expect(
            measured.networks == [
                NetworkMeasurement(network: "net", latencyMilliseconds: 2, deviationMilliseconds: 0.01)
            ])
    }

    static let paddings: [(feature: String, name: String, input: Int, padding: [Int])] = [
        (feature(["Input_shape": "56"]), "convolution_2d_0", 56, [0, 1]),
        (feature(["Input_shape": "57"]), "convolution_2d_0", 57, [0, 0]),
        (feature(["Input_shape": "57"]), "convolution_2d_1", 56, [0, 1]),
        (feature(["Input_shape": "58"]), "convolution_2d_1", 56, [1, 1]),
        (feature(["Input_shape": "56", "Kernel": "1"]), "convolution_2d_1", 56, [0, 0]),
        (feature(["Input_shape": "30", "Output_shape": "28", "Stride": "1"]), "convolution_2d_1", 28, [1, 1]),
        (feature(["Input_shape": "30", "Output_shape": "28", "Stride": "1"]), "convolution_2d_0", 30, [0, 0]),
    ]

    /// The table lists no padding: it is implicit, or an operation whose number is missing.
    @Test(arguments: paddings) func takesAMergedPaddingOffTheInput(
        feature: String, name: String, input: Int, padding: [Int]
    ) throws {
        let configuration = try read(Self.row("CONV_2D", feature, "1", name)).kernels[0].kernel.configuration
        #expect(configuration.inputHeight == input)
        #expect([configuration.padTop, configuration.padBottom] == padding)
    }

    @Test func takesTheHiddenTailOfAWinogradKernelFromAnotherDevice() throws {
        let text = """
            model,operation,feature,a|gpu|float,a|gpu|kernel,b|gpu|float,b|gpu|kernel
            net,CONV_2D,"\(Self.feature())",1,convolution_2d_1_linked_:_relu_2,1,convolution_winograd_4x4_6x6_1

            """
        let networks = "model,a|gpu|float|mean,a|gpu|float|std,b|gpu|float|mean,b|gpu|float|std\n"
        let gpus = try MobileBenchmark.gpus(
            kernels: try CSVTable(Array(text.dropLast().utf8), file: "ops.csv"),
            networks: try CSVTable(Array(networks.utf8), file: "e2e.csv"))
        #expect(gpus.map { $0.kernels[0].kernel.configuration.algorithm } == ["", "winograd"])
        #expect(gpus[1].kernels[0].kernel.configuration.tail == ["relu"])
        #expect(gpus[1].kernels[0].operations == [0, 1, 2])
    }

    @Test func countsAMergedDepthwiseAndPointwiseKernelOnce() throws {
        let name = "depthwise_conv_plus_1x1_conv_3_4_5_linked_:_relu_6"
        let depthwise = Self.feature(["Filter": "1"])
        let pointwise = Self.feature(["Input_shape": "28", "Kernel": "1", "Stride": "1"])
        let kernels = try read(
            Self.row("DEPTHWISE_CONV_2D", depthwise, "30", name), Self.row("CONV_2D", pointwise, "34", name)
        ).kernels
        #expect(kernels.count == 1)
        #expect(kernels[0].kernel.type == .dwconv)
        #expect(kernels[0].kernel.configuration.algorithm == "depthwise+1x1")
        #expect(kernels[0].kernel.configuration.multiplyAccumulates == 28 * 28 * (9 * 24 + 24 * 48))
        #expect(kernels[0].kernel.configuration.outputChannels == 48)
        #expect(kernels[0].latencyMilliseconds == 0.032)
        #expect(kernels[0].operations == [2, 3, 4, 5, 6])
    }

    static let malformed: [(rows: [String], message: String)] = [
        (
            [row("SPLIT", feature(), "1", "split_1")],
            "ops.csv: line 2: column \"operation\": expected an operation of the benchmark, found \"SPLIT\""
        ),
        (
            [row("CONV_2D", "[1]", "1", "convolution_2d_1")],
            "ops.csv: line 2: column \"feature\": expected {…}, found \"[1]\""
        ),
        (
            [row("CONV_2D", "{'Kernel'}", "1", "convolution_2d_1")],
            "ops.csv: line 2: column \"feature\": expected 'name': value, found \"'Kernel'\""
        ),
        (
            [row("CONV_2D", "{'Kernel': 1, 'Kernel': 2}", "1", "convolution_2d_1")],
            "ops.csv: line 2: column \"feature\": expected names that differ, found 'Kernel' twice"
        ),
        (
            [row("CONV_2D", "{'Kernel': 1}", "1", "convolution_2d_1")],
            "ops.csv: line 2: column \"feature\": expected 'Input_shape', found none"
        ),
        (
            [row("CONV_2D", feature(["Kernel": "0"]), "1", "convolution_2d_1")],
            "ops.csv: line 2: column \"feature\": 'Kernel': expected 1 to 64, found \"0\""
        ),
        (
            [row("CONV_2D_GROUP", feature(["Group": "5"]), "1", "convolution_2d_1")],
            "ops.csv: line 2: column \"feature\": expected channels in 5 groups, found 24 channels"
        ),
        (
            [row("CONV_2D", feature(), "1", "convolution_2d_1"), row("CONV_2D", feature(), "nan", "convolution_2d_2")],
            "ops.csv: line 3: column \"phone|gpu|float\": expected a number above 0, found \"nan\""
        ),
        (
            [row("CONV_2D", feature(), "-4", "convolution_2d_1")],
            "ops.csv: line 2: column \"phone|gpu|float\": expected a number above 0, found \"-4\""
        ),
        (
            [row("CONV_2D", feature(), "4", "convolution")],
            "ops.csv: line 2: column \"phone|gpu|kernel\": expected a kernel's name and number, found \"convolution\""
        ),
        (
            [row("CONV_2D", feature(), "4", "mean_1")],
            "ops.csv: line 2: column \"phone|gpu|kernel\": expected a kernel of CONV_2D, found \"mean_1\""
        ),
        (
            [row("DEPTHWISE_CONV_2D", feature(), "4", "depthwise_conv_plus_1x1_conv_1_2")],
            "ops.csv: line 2: column \"phone|gpu|kernel\": expected the 1×1 convolution in a row behind"
        ),
        (
            [
                row("DEPTHWISE_CONV_2D", feature(), "4", "depthwise_conv_plus_1x1_conv_1_2"),
                row("CONV_2D", feature(), "4", "convolution_2d_2"),
            ],
            "ops.csv: line 3: column \"phone|gpu|kernel\": expected \"depthwise_conv_plus_1x1_conv_1_2\" again"
        ),
    ]

    @Test(arguments: malformed) func refusesWithTheExactMessage(rows: [String], message: String) {
        let error = #expect(throws: MeasurementError.self) { try read(rows.joined()) }
        #expect(error?.description == message)
    }

    @Test func refusesTimesOfNetworksThatAreNoneAndColumnsThatAreMissing() {
        let negative = #expect(throws: MeasurementError.self) {
            try read(networks: "model,phone|gpu|float|mean,phone|gpu|float|std\nnet,2,-1\n")
        }
        #expect(
            negative?.description
                == "e2e.csv: line 2: column \"phone|gpu|float|std\": expected a number of at least 0, found \"-1\"")
        let missing = #expect(throws: MeasurementError.self) { try read(networks: "model,phone|gpu|float|mean\n") }
        #expect(
            missing?.description
                == "e2e.csv: column \"phone|gpu|float|std\": expected a column, found none of that name")
    }
}
