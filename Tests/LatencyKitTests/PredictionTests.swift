import Foundation
import LatencyKit
import Measurements
import Reporting
import Testing

/// The folder of published measurements, where the environment names one.
private let data = ProcessInfo.processInfo.environment["KERNELCAST_DATA"]

@Suite struct PredictionTests {
    static let root = URL(filePath: #filePath).appending(path: "../../..").standardized.path
    static let pool = PoolLocations(directory: "\(root)/Sources/BuiltInPool/pool")
    static let samples = [
        "bert_small", "densenet121", "efficientnet_b0", "mobilenet_v2", "resnet18", "unet", "vit_b_16",
    ]

    @Test(arguments: samples) func theTotalIsTheKernelsAndTheOverhead(sample: String) throws {
        let model = try ModelLoader().load("\(Self.root)/samples/\(sample).onnx")
        for platform in ["pixel4", "s10", "mi8se", "a03s", "iphone7"] {
            let report = try LatencyPredictor(platform: "\(platform)_gpu", in: Self.pool).predict(model)
            let sum = report.kernelMilliseconds + report.overheadMilliseconds
            #expect(abs(sum - report.latencyMilliseconds) <= 1e-9 * sum)
            #expect(report.lowMilliseconds <= report.latencyMilliseconds)
            #expect(report.latencyMilliseconds <= report.highMilliseconds)
            #expect(report.isComplete)
        }
    }

    /// torchvision's exports, and the measured networks that are the same layer by layer.
    static let measured = [
        ("densenet121", "densenet121"), ("mnasnet1_0", "mnasnet_b1"), ("mobilenet_v2", "mobilenetv2b_w1"),
        ("resnet18", "resnet18"), ("squeezenet1_1", "squeezenet_v1_1"),
    ]

    @Test(.enabled(if: data != nil, "KERNELCAST_DATA names no measurements"), arguments: measured)
    func anExportIsWithinTenPercentOfTheMeasuredNetwork(sample: String, network: String) throws {
        let devices = try MobileBenchmark.gpus(inFolder: "\(try #require(data))/qed-usc")
        let model = try ModelLoader().load("\(Self.root)/samples/\(sample).onnx")
        for device in devices {
            let report = try LatencyPredictor(platform: "\(device.device)_gpu", in: Self.pool).predict(model)
            let measurement = try #require(device.networks.first { $0.network == network })
            let error = report.latencyMilliseconds / measurement.latencyMilliseconds - 1
            #expect(abs(error) <= 0.1, "\(device.device)")
        }
    }

    @Test func aBatchOfTwoIsTwiceTheWork() throws {
        var overrides = ShapeOverrides()
        overrides.batch = 2
        let model = try ModelLoader(overrides: overrides).load("\(Self.root)/samples/resnet18.onnx")
        let report = try LatencyPredictor(platform: "mi8se_gpu", in: Self.pool).predict(model)
        #expect(report.model.multiplyAccumulates == 2 * 1_814_073_344)
    }
}
