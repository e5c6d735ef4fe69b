import KernelFormation
import Testing

@testable import Measurements

@Suite struct NetworkKernelsTests {
    static let titles =
        "network,count,type,operation,tail,input_height,input_width,input_channels,output_height,output_width,"
        + "output_channels,kernel_height,kernel_width,stride_height,stride_width,dilation_height,dilation_width,groups,"
        + "pad_top,pad_left,pad_bottom,pad_right,input_count,macs,parameters,bytes_read,bytes_written\n"
    static let kernel = "add relu,8,8,3,4,4,16,3,3,2,2,1,1,1,0,0,1,1,1,6912,448,500,600\n"

    private func read(_ rows: String) throws(MeasurementError) -> NetworkKernels {
        try NetworkKernels(try CSVTable(Array((Self.titles + rows).utf8), file: "cnn.csv"))
    }

    @Test func readsKernelsAndHowOftenTheyRun() throws {
        let networks = try read("net,3,conv-bn-relu,convolution_2d,\(Self.kernel)")
        let part = try #require(networks.parts["net"]?.first)
        #expect(part.count == 3)
        #expect(part.kernel.type == .conv)
        #expect(part.kernel.configuration.tail == ["add", "relu"])
        #expect(part.kernel.configuration.padBottom == 1)
        #expect(part.kernel.configuration.multiplyAccumulates == 6912)
    }

    @Test func tellsWhichKernelIsNone() {
        let error = #expect(throws: MeasurementError.self) { try read("net,3,warp,warp,\(Self.kernel)") }
        #expect(error?.description == "cnn.csv: line 2: column \"type\": expected a kernel type, found \"warp\"")
    }

    @Test func everyCPUSettingIsAColumn() throws {
        let networks = try read("net,1,conv-bn-relu,convolution_2d,\(Self.kernel)")
        let text = """
            model,pixel4|1large1med|float|mean,pixel4|1large1med|float|std,s10|gpu|float|mean,a03s|4small|quant|mean
            net,2000,20,1000,9000

            """
        let table = try MobileBenchmark.cpus(
            try CSVTable(Array(text.utf8), file: "e2e.csv"), networks, ("tflite", "2.10"))
        #expect(table.columns.map(\.device) == ["pixel4", "a03s"])
        #expect(table.columns.map(\.unit) == ["cpu-1large1med", "cpu-4small"])
        #expect(table.columns.map(\.threads) == [2, 4])
        #expect(table.columns.map(\.precision) == ["fp32", "int8"])
        #expect(table.columns.map(\.milliseconds) == [[2], [9]])
        #expect(table.columns.map(\.repeatDeviations) == [[0.01], [0]])
        #expect(table.workloads.map(\.group) == ["network"])
    }

    @Test func tablesOfOnePublicationBecomeOne() throws {
        let networks = try read(
            "net,1,conv-bn-relu,convolution_2d,\(Self.kernel)vit,1,conv-bn-relu,convolution_2d,\(Self.kernel)")
        func table(_ text: String, _ version: String) throws -> MeasurementTable {
            try MobileBenchmark.cpus(
                try CSVTable(Array(text.utf8), file: "e2e.csv"), networks, ("torch", version))
        }
        let first = try table("model,a|1large|float|mean,b|1large|float|mean\nnet,1000,2000\n", "2")
        let same = first.appending(try table("model,b|1large|float|mean,a|1large|float|mean\nvit,3000,4000\n", "2"))
        #expect(same.workloads.map(\.name) == ["net", "vit"])
        #expect(same.columns.map(\.milliseconds) == [[1, 4], [2, 3]])
        let other = first.appending(try table("model,a|1large|float|mean\nvit,4000\n", "3"))
        #expect(other.columns.map(\.milliseconds) == [[1, nil], [2, nil], [nil, 4]])
        #expect(other.columns.map(\.frameworkVersion) == ["2", "2", "3"])
        let quantized = first.appending(try table("model,a|1large|quant|mean\nvit,5000\n", "2"))
        #expect(quantized.keeping(precision: "fp32") == first)
        #expect(quantized.keeping(precision: "int8").workloads.map(\.name) == ["vit"])
    }

    @Test func aNetworkOfUnknownKernelsIsAnError() throws {
        let networks = try read("net,1,conv-bn-relu,convolution_2d,\(Self.kernel)")
        let table = try CSVTable(Array("model,pixel4|1large|float|mean\nother,1\n".utf8), file: "e2e.csv")
        let error = #expect(throws: MeasurementError.self) {
            try MobileBenchmark.cpus(table, networks, ("tflite", "2.10"))
        }
        #expect(
            error?.description
                == "e2e.csv: line 2: column \"model\": expected a network whose kernels are known, found \"other\"")
    }

    @Test func readsTheOperatorsOfPyTorchMobile() throws {
        let text = """
            model,operation,feature,pixel4|gpu|float,pixel4|gpu|kernel,s10|gpu|float,s10|gpu|kernel
            net,vulkan_prepack::run_linear_context,"{'input_shape': 2048, 'output_shape': 1000, 'flops': 4095000}",1125,vulkan.addmm,,
            net,vulkan_prepack::run_conv2d_context,"{'input_channel': 96, 'input_shape': 28, 'output_channel': 96, 'output_shape': 14, 'kernel_size': 5, 'stride': 2}",250,vulkan.conv2d_dw_5x5,,
            net,aten::avg_pool2d,"{'input_channel': 96, 'input_shape': 7, 'input_size': 1}",20,vulkan.avg_pool2d,,
            net,aten::add,"{'input_shape': 56, 'input_channel': 64}",50,vulkan.add,60,vulkan.add

            """
        let table = try MobileBenchmark.torchGPUs(try CSVTable(Array(text.utf8), file: "ops.csv"))
        #expect(table.workloads.map(\.parts[0].kernel.type) == [.fc, .dwconv, .globalAvgpool, .add])
        #expect(table.workloads[3].parts[0].kernel.configuration.inputCount == 2)
        #expect(table.columns.map(\.milliseconds) == [[1.125, 0.25, 0.02, 0.05], [nil, nil, nil, 0.06]])
        let unknown = try CSVTable(
            Array("model,operation,feature,a|gpu|float\nnet,aten::cat,\"{'input_shape': 56}\",1\n".utf8),
            file: "ops.csv")
        let error = #expect(throws: MeasurementError.self) { try MobileBenchmark.torchGPUs(unknown) }
        #expect(
            error?.description
                == "ops.csv: line 2: column \"operation\": expected an operation of PyTorch Mobile's, found \"aten::cat\""
        )
    }
}
