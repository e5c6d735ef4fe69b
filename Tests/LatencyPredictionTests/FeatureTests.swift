import KernelFormation
import Testing

@testable import LatencyPrediction

@Suite struct FeatureTests {
    static let adreno = GPUModel(family: .adreno, computeUnits: 1, waveSize: 64, depthwiseGroupLimit: 1024)

    /// A square convolution, padded so that a stride of 1 keeps the size.
    static func kernel(
        _ type: KernelType = .conv, size: Int, from input: Int, to output: Int, kernel: Int = 1, stride: Int = 1
    ) -> Kernel {
        var configuration = KernelConfiguration()
        (configuration.inputHeight, configuration.inputWidth) = (size, size)
        (configuration.outputHeight, configuration.outputWidth) = (size / stride, size / stride)
        (configuration.inputChannels, configuration.outputChannels) = (input, output)
        (configuration.kernelHeight, configuration.kernelWidth) = (kernel, kernel)
        (configuration.strideHeight, configuration.strideWidth) = (stride, stride)
        configuration.parameters = kernel * kernel * input * output + output
        return Kernel(type: type, anchor: nil, nodes: [], rule: "", configuration: configuration)
    }

    @Test func theRegistryIsInOrder() {
        let names = Features.all.map(\.name)
        #expect(names == names.sorted())
        #expect(Set(names).count == names.count)
    }

    static let terms = ["macs", "log2(macs)", "threads_launched*loop_length*block", "log2(loop_length*block)"]

    @Test(arguments: terms) func aTermIsWrittenAsItIsRead(text: String) throws {
        #expect(try Term(text).description == text)
    }

    static let malformed = [
        ("mac", "term \"mac\": expected a feature's name, found \"mac\""),
        ("", "term \"\": expected a feature's name, found \"\""),
        ("macs*", "term \"macs*\": expected a feature's name, found \"\""),
        ("log2(macs", "term \"log2(macs\": expected a feature's name, found \"log2(macs\""),
    ]

    @Test(arguments: malformed) func refusesATermOfUnknownFeatures(text: String, message: String) {
        let error = #expect(throws: PredictionError.self) { try Term(text) }
        #expect(error?.description == message)
    }

    /// The values that LitePred's own extractor gives.
    @Test func countsAsLitePredDoes() throws {
        let view = try #require(KernelView(Self.kernel(size: 192, from: 3, to: 16, kernel: 3, stride: 2), gpu: nil))
        let terms = try ["litepred_mflops", "litepred_mparams"].map(Term.init)
        let values = FeatureTable([view], for: terms).design(terms).elements
        #expect(abs(values[0] - 4.128768) <= 1e-9)
        #expect(abs(values[1] - 0.000448) <= 1e-9)
    }

    /// Worked by hand: 7·7·12 threads of 2·2·2 outputs, in groups of 7·3·12.
    @Test func laysOutAConvolutionOnAnAdreno() throws {
        let view = try #require(KernelView(Self.kernel(size: 14, from: 96, to: 96), gpu: Self.adreno))
        #expect(view.dispatch.block == Dispatch.Extent(x: 2, y: 2, z: 2))
        #expect(view.dispatch.threads == 7 * 7 * 12)
        #expect(view.dispatch.group == Dispatch.Extent(x: 7, y: 3, z: 12))
        #expect(view.dispatch.workGroups == 3)
        #expect(view.waves(view.dispatch) == 3 * 4)
        #expect(view.loopLength == 24)
    }

    static let oddSizes = [(0, 8, 8), (-1, 8, 8), (8, 0, 8), (8, 8, 0), (1 << 31, 8, 8), (1 << 20, 1 << 20, 1 << 20)]

    @Test(arguments: oddSizes) func refusesSizesThatDoNotFit(size: Int, input: Int, output: Int) {
        var kernel = Self.kernel(size: 1, from: 1, to: 1)
        (kernel.configuration.inputHeight, kernel.configuration.inputChannels) = (size, input)
        kernel.configuration.outputChannels = output
        (kernel.configuration.outputHeight, kernel.configuration.outputWidth) = (size, size)
        #expect(KernelView(kernel, gpu: Self.adreno) == nil)
    }

    /// Every size from 1 up, on every family: no division by zero, no thread without a group, every feature finite.
    @Test(arguments: GPUModel.Family.allCases) func everyLayoutCoversItsThreads(family: GPUModel.Family) throws {
        let gpu = GPUModel(family: family, computeUnits: 6, waveSize: 32, depthwiseGroupLimit: 512)
        for size in 1...40 {
            for channels in [1, 2, 3, 4, 5, 12, 33, 260] {
                for type in [KernelType.conv, .dwconv, .fc, .maxpool] {
                    let kernel = Self.kernel(type, size: size, from: channels, to: channels, kernel: 3)
                    let view = try #require(KernelView(kernel, gpu: gpu))
                    #expect(view.dispatch.launchedThreads >= view.dispatch.threads)
                    #expect(view.wideDispatch.launchedThreads >= view.wideDispatch.threads)
                    #expect(Features.all.allSatisfy { $0.value(view).isFinite })
                }
            }
        }
    }
}
