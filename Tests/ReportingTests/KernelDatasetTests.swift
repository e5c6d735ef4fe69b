import GraphIR
import KernelFormation
import LatencyPrediction
import Reporting
import Testing

/// Datasets of kernels: what is counted, and the columns.
@Suite struct KernelDatasetTests {
    static func kernel(_ type: KernelType, _ change: (inout KernelConfiguration) -> Void) -> Kernel {
        var configuration = KernelConfiguration()
        change(&configuration)
        return Kernel(type: type, anchor: nil, nodes: [], rule: "", configuration: configuration)
    }

    static func conv(_ extent: Int, _ input: Int, _ output: Int, _ size: Int, _ stride: Int) -> Kernel {
        kernel(.conv) {
            ($0.inputHeight, $0.inputWidth, $0.inputChannels) = (extent, extent, input)
            ($0.outputHeight, $0.outputWidth, $0.outputChannels) = (extent / stride, extent / stride, output)
            ($0.kernelHeight, $0.kernelWidth) = (size, size)
            ($0.strideHeight, $0.strideWidth) = (stride, stride)
        }
    }

    @Test func countsAConfigurationOnceAndNamesItsModels() {
        var dataset = KernelDataset()
        dataset.add([Self.conv(192, 3, 16, 3, 2), Self.conv(192, 3, 16, 3, 2)], of: "a")
        var view = Self.conv(8, 8, 8, 1, 1)
        view.isFree = true
        dataset.add([Self.conv(192, 3, 16, 3, 2), Self.conv(96, 16, 48, 1, 1), view], of: "b, c")
        #expect(dataset.count == 2)
        #expect(dataset.modelCount == 2)
        let lines = dataset.text(.jsonl, .litepred).split(separator: "\n")
        #expect(
            lines == [
                "{\"kernel\":\"conv-bn-relu\",\"HW\":192,\"CIN\":3,\"COUT\":16,\"KERNEL_SIZE\":3,\"STRIDES\":2,"
                    + "\"FLOPS\":4.128768,\"PARAMS\":0.000448,\"count\":3,\"models\":[\"a\",\"b, c\"]}",
                "{\"kernel\":\"conv-bn-relu\",\"HW\":96,\"CIN\":16,\"COUT\":48,\"KERNEL_SIZE\":1,\"STRIDES\":1,"
                    + "\"FLOPS\":7.520256,\"PARAMS\":0.000816,\"count\":1,\"models\":[\"b, c\"]}",
            ], "the two feature vectors that LitePred's extractor is known to give")
    }

    @Test func latenciesAreColumnsOfTheirOwn() {
        var dataset = KernelDataset()
        dataset.add([Self.conv(192, 3, 16, 3, 2), Self.kernel(.add) { $0.inputHeight = 7 }], of: "a")
        var asked: [KernelType] = []
        dataset.addLatencies { kernels in
            asked = kernels.map(\.type)
            return kernels.indices.map { index in
                KernelPrediction(
                    latencyMilliseconds: Double(index) + 0.5, lowMilliseconds: 0.25, highMilliseconds: nil,
                    status: .predicted)
            }
        }
        #expect(asked == [.add, .conv])
        #expect(
            dataset.text(.csv, .litepred)
                == """
                kernel,HW,CIN,CIN2,latency_ms,latency_low_ms,latency_high_ms,status,count,models,COUT,KERNEL_SIZE,\
                STRIDES,FLOPS,PARAMS
                add,7,1,1,0.5,0.25,,predicted,1,a,,,,,
                conv-bn-relu,192,3,,1.5,0.25,,predicted,1,a,16,3,2,4.128768,0.000448

                """)
        #expect(dataset.rows(.litepred).map(\.models) == [[0], [0]])
    }

    @Test func aColumnStandsForEachFeatureThatOccurs() {
        var dataset = KernelDataset()
        let fc = Self.kernel(.fc) { ($0.inputChannels, $0.outputChannels) = (1280, 1000) }
        let pool = Self.kernel(.maxpool) {
            ($0.inputHeight, $0.inputChannels, $0.outputChannels) = (112, 64, 64)
            ($0.kernelHeight, $0.strideHeight) = (3, 2)
        }
        dataset.add([pool, fc, Self.kernel(.attention) { _ in }], of: "a")
        #expect(
            dataset.text(.csv, .nnMeter)
                == """
                kernel,CIN,COUT,FLOPS,PARAMS,count,models,HW,KERNEL_SIZE,POOL_STRIDES
                fc,1280,1000,1.2805,2.561,1,a,,,
                maxpool,64,64,,,1,a,112,3,2

                """)
        #expect(dataset.omittedCount(.nnMeter) == 1)
        #expect(dataset.omittedCount(.kernelcast) == 0)
        #expect(dataset.text(.csv, .kernelcast).hasPrefix("type,batch,input_height,input_width,input_channels,"))
    }
}
