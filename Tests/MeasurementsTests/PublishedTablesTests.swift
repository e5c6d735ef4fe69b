import Glibc
import KernelFormation
import Measurements
import Testing

/// The published tables are not part of this repository: `KERNELCAST_DATA` names the folder that holds `qed-usc`.
private enum PublishedTables {
    static let folder = unsafe getenv("KERNELCAST_DATA").map { unsafe String(cString: $0) + "/qed-usc" }

    /// The kernels of the networks, as the package ships them.
    static let networks = ["cnn.csv", "transformers.csv"].map { name in
        #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
            + "/Sources/BuiltInPool/networks/\(name)"
    }
}

@Suite(.enabled(if: PublishedTables.folder != nil)) struct PublishedTablesTests {
    @Test func holdEveryKernelOnceForEachGPU() throws {
        let gpus = try MobileBenchmark.gpus(inFolder: try #require(PublishedTables.folder))
        #expect(gpus.map(\.device) == ["pixel4", "s10", "mi8se", "a03s", "iphone7"])
        // 5,556 rows; on Apple twelve depthwise convolutions merge with the convolution behind.
        #expect(gpus.map(\.kernels.count) == [5556, 5556, 5556, 5556, 5544])
        #expect(gpus.map(\.networks.count) == [102, 102, 102, 102, 102])
        #expect(
            gpus.map { $0.kernels.count { $0.kernel.configuration.algorithm == "winograd" } } == [0, 170, 0, 170, 170])
        #expect(gpus.map { $0.kernels.count { $0.kernel.type == .fc } } == [599, 599, 599, 599, 599])
        let tails = gpus.map { $0.kernels.count { $0.kernel.configuration.tail == ["add", "relu"] } }
        #expect(tails == [348, 348, 348, 348, 348])
    }

    @Test func holdTheCPUSettingsTheBlocksAndTheOperators() throws {
        let folder = try #require(PublishedTables.folder)
        let parent = String(folder.dropLast("/qed-usc".count))
        let networks = try NetworkKernels(contentsOf: PublishedTables.networks)
        #expect(networks.parts.count == 102 + 66)
        let tflite = try MobileBenchmark.cpus(.tflite, inFolder: folder, kernels: networks)
        #expect([tflite.columns.count, tflite.workloads.count] == [72, 102])
        let torch = try MobileBenchmark.cpus(.torch, inFolder: folder, kernels: networks)
        #expect([torch.columns.count, torch.workloads.count] == [68, 100])
        let transformers = try MobileBenchmark.cpus(.tfliteTransformers, inFolder: folder, kernels: networks)
        #expect([transformers.columns.count, transformers.workloads.count] == [68, 28])
        #expect(Set(transformers.columns.map(\.frameworkVersion)) == ["2.15"])
        let both = try MobileBenchmark.cpus([.torch, .torchTransformers], inFolder: folder, kernels: networks)
        #expect([both.columns.count, both.workloads.count] == [68, 166])
        // The largest network did not run on the iPhone; transformers in bytes are left out.
        #expect(both.columns.filter { $0.precision == "fp32" }.allSatisfy { $0.milliseconds.count { $0 == nil } <= 1 })
        #expect(both.columns.filter { $0.precision == "int8" }.map { $0.milliseconds.count { $0 == nil } }.max() == 66)
        let gpus = try MobileBenchmark.torchGPUs(inFolder: folder)
        #expect(gpus.columns.map(\.device) == ["pixel4", "s10", "onefusion"])
        let blocks = try BlockBenchmark.phones(inFolder: "\(parent)/nn-meter-blocks")
        #expect(blocks.workloads.count == 12_116)
        #expect(blocks.columns.allSatisfy { $0.milliseconds.allSatisfy { $0 != nil } })
        #expect(try OperatorBenchmark.pixel4(inFolder: "\(parent)/nn-meter-pixel4-int8").workloads.count == 1_856)
        #expect(try PaddleBenchmark.snapdragon855(inFolder: "\(parent)/paddle-sd855").workloads.count == 595)
    }

    /// The networks were built anew: that they have the operations that the tables tell shows that they are the same.
    @Test(arguments: [("torch_transformer_e2e.csv", "flops"), ("tflite_transformer_e2e.csv", "FLOPS")])
    func theTransformersHaveTheOperationsOfTheirTables(file: String, column: String) throws {
        let networks = try NetworkKernels(contentsOf: PublishedTables.networks)
        let table = try CSVTable(contentsOf: "\(try #require(PublishedTables.folder))/\(file)")
        let (model, operations) = (try table.index(of: "model"), try table.index(of: column))
        for row in table.rows where !row.fields[model].hasPrefix("mobilevitv2-") {
            let parts = try #require(networks.parts[row.fields[model]])
            let found = parts.reduce(0) { $0 + 2 * $1.count * $1.kernel.configuration.multiplyAccumulates }
            let published = try #require(Double(row.fields[operations]))
            #expect(abs(Double(found) / published - 1) < 0.007, "\(row.fields[model])")
        }
    }
}
