internal import Glibc
import GraphIR
import JSONText
import KernelFormation
import ModelFormats
import Testing

/// The folder of published graphs, where `KERNELCAST_DATA` names one.
private let data = unsafe getenv("KERNELCAST_DATA").map { unsafe String(cString: $0) + "/ncnn-params" }

/// The same network in two formats gives the same kernels.
///
/// The files are Keras's networks as TensorFlow converts them, and what tf2onnx makes of those files, both passed through
/// `kernelcast strip`; of MobileNetV3 as onnxruntime's basic optimisations leave it, but for the merging of pads: tf2onnx
/// puts a transposition on either side of each of its activations.
@Suite struct FormatTests {
    static let networks = ["EfficientNetB0", "MobileNetV2", "MobileNetV3Small", "ResNet50"]
    static let rulesets = [
        "litepred", "mindspore-lite", "ncnn", "nn-meter", "openvino-cpu", "tflite-cpu", "tflite-gpu", "tflite-xnnpack",
    ]

    /// A kernel without what is layout, and without the sum that goes into whichever branch the file writes last.
    struct Summary: Hashable {
        let type: KernelType
        var configuration: KernelConfiguration

        init?(_ kernel: Kernel) {
            switch kernel.type {
            case .reorder, .reshape, .transpose: return nil
            default: type = kernel.type
            }
            var configuration = kernel.configuration
            configuration.tail.removeAll { $0 == "add" || $0 == "relu" }
            configuration.inputCount = 1
            (configuration.bytesRead, configuration.bytesWritten) = (0, 0)
            // A mean over the image is a pool, by either name.
            if type == .globalAvgpool { configuration.operation = "" }
            self.configuration = configuration
        }
    }

    static func kernels(_ path: String, _ ruleset: String) throws -> [Summary: Int] {
        var graph = try ModelReader().read(path: path).graph
        for input in graph.inputs where !graph[input].type.isStatic {
            try graph.fix(graph[input].name, to: [1, 224, 224, 3])
        }
        _ = try graph.infer()
        let kernels = try KernelFormer(.named(ruleset)).kernels(of: graph).kernels
        return kernels.compactMap(Summary.init).reduce(into: [:]) { $0[$1, default: 0] += 1 }
    }

    static let folder =
        #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        + "/Fixtures/formats"

    /// Kernels of the TFLite file that the ONNX file does not give: what is left of layout changes stands between a
    /// convolution and its activation, or between the products of a gate.
    static let apart = ["MobileNetV3Small ncnn": 18, "MobileNetV3Small openvino-cpu": 2]

    @Test(arguments: networks, rulesets) func theSameNetworkGivesTheSameKernels(network: String, ruleset: String) throws
    {
        let converted = try Self.kernels("\(Self.folder)/\(network).tflite", ruleset)
        let exported = try Self.kernels("\(Self.folder)/\(network).onnx", ruleset)
        guard let count = Self.apart["\(network) \(ruleset)"] else {
            #expect(converted == exported)
            return
        }
        let common = converted.reduce(0) { $0 + min($1.value, exported[$1.key] ?? 0) }
        #expect(converted.values.reduce(0, +) - common == count)
    }

    /// nn-Meter's graphs hold no biases.
    @Test(arguments: networks, ["tflite", "onnx"]) func whatIsWrittenForNNMeterGivesTheSameKernels(
        network: String, ending: String
    ) throws {
        func kernels(_ graph: Graph) throws -> [Summary: Int] {
            try KernelFormer(.named("nn-meter")).kernels(of: graph).kernels.compactMap(Summary.init).reduce(into: [:]) {
                var summary = $1
                summary.configuration.parameters = 0
                $0[summary, default: 0] += 1
            }
        }
        var graph = try ModelReader().read(path: "\(Self.folder)/\(network).\(ending)").graph
        for input in graph.inputs where !graph[input].type.isStatic {
            try graph.fix(graph[input].name, to: [1, 224, 224, 3])
        }
        _ = try graph.infer()
        let bytes = Array(NNMeterGraph(graph).json.text().utf8)
        var read = unsafe try ModelReader().read(bytes.span.bytes)
        #expect(read.format == "nn-meter")
        #expect(try read.graph.infer() == [])
        #expect(try kernels(read.graph) == kernels(graph))
    }

    /// ncnn's MobileNetV2 pads both ends where Keras's pads one, has other activations, and expands in its first block
    /// too: all else is the same.
    @Test(.enabled(if: data != nil)) func ncnnsGraphsGiveTheSameConvolutions() throws {
        func convolutions(_ path: String) throws -> [KernelConfiguration: Int] {
            try Self.kernels(path, "ncnn").reduce(into: [:]) { result, entry in
                guard entry.key.type == .conv || entry.key.type == .dwconv else { return }
                var configuration = entry.key.configuration
                (configuration.padTop, configuration.padLeft, configuration.padBottom, configuration.padRight) = (
                    0, 0, 0, 0
                )
                configuration.tail = []
                result[configuration, default: 0] += entry.value
            }
        }
        let folder = try #require(data)
        let ours = try convolutions("\(Self.folder)/MobileNetV2.tflite")
        let theirs = try convolutions("\(folder)/mobilenet_v2.param")
        let common = ours.reduce(0) { $0 + min($1.value, theirs[$1.key] ?? 0) }
        #expect(common == 52)
        #expect(ours.values.reduce(0, +) == 52)
        #expect(theirs.values.reduce(0, +) == 53)
    }
}
