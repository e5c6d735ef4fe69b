import Glibc
import KernelFormation
import Measurements
import Testing

/// The published tables are not part of this repository: `KERNELCAST_DATA` names the folder that holds `qed-usc`.
private enum PublishedTables {
    static let folder = unsafe getenv("KERNELCAST_DATA").map { unsafe String(cString: $0) + "/qed-usc" }
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
}
