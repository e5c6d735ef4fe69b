import GraphIR
import KernelFormation
import ModelFormats
import Testing

/// Kernels as models of their own.
@Suite struct KernelModelTests {
    /// What a kernel's model reads back as.
    private static func kernels(
        _ kernel: Kernel, _ format: KernelModel.Format, _ former: KernelFormer
    ) throws -> [Kernel]? {
        guard let graph = KernelModel.graph(kernel.type, kernel.configuration, format) else { return nil }
        var generator = SystemRandomNumberGenerator()
        let bytes =
            switch format {
            case .onnx:
                try ONNXWriter(operatorSets: [.init(version: KernelModel.opset)]).write(
                    graph, weightsFrom: &generator)
            case .tflite: try TFLiteWriter().write(graph, weightsFrom: &generator)
            }
        var model = unsafe try ModelReader().read(bytes.span.bytes)
        #expect(try model.graph.infer() == [])
        return former.kernels(of: model.graph).kernels
    }

    private static func kernels(ofFile name: String, _ former: KernelFormer) throws -> Set<Kernel> {
        var graph = try ModelReader().read(path: "\(FormatTests.folder)/\(name)").graph
        for input in graph.inputs where !graph[input].type.isStatic {
            try graph.fix(graph[input].name, to: [1, 224, 224, 3])
        }
        _ = try graph.infer()
        return Set(
            former.kernels(of: graph).kernels.filter { !$0.isFree }.map {
                Kernel(type: $0.type, anchor: nil, nodes: [], rule: "", configuration: $0.configuration)
            })
    }

    /// Every kernel of these networks as TensorFlow Lite runs it, written as TFLite and read back, is the
    /// same kernel; a bias that a file leaves out is there.
    @Test(arguments: FormatTests.networks) func whatIsWrittenAsTFLiteFormsTheSameKernel(network: String) throws {
        let former = try KernelFormer(.named("tflite-cpu"))
        let all = try Self.kernels(ofFile: "\(network).tflite", former)
        var written = 0
        for kernel in all {
            guard let read = try Self.kernels(kernel, .tflite, former) else {
                #expect(kernel.type == .reshape, "\(kernel)")
                continue
            }
            written += 1
            #expect(read.map(\.type) == [kernel.type])
            var (found, wanted) = (read[0].configuration, kernel.configuration)
            for key in [\KernelConfiguration.parameters, \.bytesRead] {
                (found[keyPath: key], wanted[keyPath: key]) = (0, 0)
            }
            #expect(found == wanted)
        }
        #expect(written >= 30)
    }

    /// The convolutions, pools and products of the same networks, written as ONNX.
    @Test(arguments: FormatTests.networks) func whatIsWrittenAsONNXDoesTheSameWork(network: String) throws {
        let former = try KernelFormer(.named("none"))
        for kernel in try Self.kernels(ofFile: "\(network).onnx", former) {
            guard let read = try Self.kernels(kernel, .onnx, former) else {
                #expect([.reshape, .transpose].contains(kernel.type), "\(kernel)")
                continue
            }
            let works = read.map(\.configuration.multiplyAccumulates)
            #expect(works.reduce(0, +) == kernel.configuration.multiplyAccumulates, "\(kernel)")
        }
    }

    static let kernels: [(KernelType, tail: [String], operators: [String])] = [
        (.conv, ["add", "relu"], ["CONV_2D", "ADD"]), (.conv, ["swish"], ["CONV_2D", "LOGISTIC", "MUL"]),
        (.conv, ["hard_swish", "mul"], ["CONV_2D", "HARD_SWISH", "MUL"]), (.add, [], ["ADD"]), (.addRelu, [], ["ADD"]),
        (.batchNorm, ["relu"], ["MUL", "ADD"]), (.gelu, [], ["GELU"]),
        (.channelshuffle, [], ["RESHAPE", "TRANSPOSE", "RESHAPE"]), (.softmax, [], ["SOFTMAX"]),
        (
            .layernorm, [],
            ["MEAN", "SQUARED_DIFFERENCE", "MEAN", "ADD", "SUB", "RSQRT", "MUL", "MUL", "ADD"]
        ),
    ]

    @Test(arguments: kernels) func aTypeIsItsOperators(
        type: KernelType, tail: [String], operators: [String]
    ) throws {
        var configuration = KernelConfiguration()
        (configuration.inputHeight, configuration.inputWidth, configuration.inputChannels) = (8, 8, 16)
        (configuration.outputHeight, configuration.outputWidth, configuration.outputChannels) = (8, 8, 16)
        configuration.tail = tail
        configuration.inputCount = tail.contains("add") || type == .add || type == .addRelu ? 2 : 1
        let graph = try #require(KernelModel.graph(type, configuration, .tflite))
        #expect(graph.nodes.map(\.operatorName) == operators)
        #expect(graph.inputs.count == configuration.inputCount)
        #expect(KernelModel.graph(type, configuration, .onnx) != nil)
    }

    @Test func whatDoesNotFollowFromAConfigurationHasNoModel() {
        var configuration = KernelConfiguration()
        #expect(KernelModel.graph(.transpose, configuration, .onnx) == nil)
        configuration.tail = ["unheard_of"]
        #expect(KernelModel.graph(.conv, configuration, .onnx) == nil)
        configuration.tail = []
        configuration.outputHeight = 3
        #expect(KernelModel.graph(.conv, configuration, .onnx) == nil)
    }

    @Test func integersHaveScales() throws {
        var configuration = KernelConfiguration()
        configuration.element = .int8
        configuration.tail = ["sigmoid"]
        let graph = try #require(KernelModel.graph(.conv, configuration, .tflite))
        #expect(graph.values.allSatisfy { $0.quantization?.scales.count == 1 })
        #expect(graph.values.last?.quantization?.zeroPoints == [-128])
        #expect(KernelModel.graph(.conv, configuration, .onnx) == nil)
    }
}
