import Glibc
import KernelFormation
import Measurements
import Testing

@testable import LatencyPrediction

@Suite struct AdaptationTests {
    static let workloads: [Workload] = {
        var generator = SeededGenerator(seed: 3)
        return (0..<30).map { index in
            let kernels = (0..<5).map { _ in
                TransferSamples.convolution(
                    size: 7 << Int(generator.next() % 4), channels: 16 << Int(generator.next() % 4),
                    isDepthwise: generator.next() % 2 == 0)
            }
            return Workload(name: "net\(index)", kind: .network, group: "network", parts: kernels.map { .init($0) })
        }
    }()

    static func time(_ workload: Workload, _ factor: Double, _ depthwise: Double) -> Double {
        WorkModelTests.milliseconds(WorkItem(workload), factor: factor, depthwise: depthwise)
    }

    /// Three phones that learnt from each other.
    static let sources: [Platform] = {
        let settings: [(device: String, factor: Double, depthwise: Double)] = [
            ("a", 1, 1), ("b", 2, 0.7), ("c", 0.6, 1.5),
        ]
        let table = MeasurementTable(
            source: .init(address: "", commit: "", licence: "MIT", citation: ""), workloads: workloads,
            columns: settings.map { setting in
                .init(
                    device: setting.device, processor: "", unit: "cpu-1large", threads: 1, framework: "tflite",
                    frameworkVersion: "2.10", precision: "fp32",
                    milliseconds: workloads.map { time($0, setting.factor, setting.depthwise) })
            })
        return WorkPlatformTrainer(table, ruleset: .init(name: "none", parameters: [:])).networks(precision: "fp32")
    }()

    private func measured(_ places: [Int], factor: Double = 1.3) -> [Adaptation.Measured] {
        places.map { .init(Self.workloads[$0], milliseconds: Self.time(Self.workloads[$0], factor, 1.2)) }
    }

    @Test func platformsOfATableTellHowWellTheyDo() {
        #expect(Self.sources.map(\.id) == ["a", "b", "c"].map { "\($0)_cpu-1large_tflite-2.10_fp32" })
        for platform in Self.sources {
            #expect(platform.accuracy.networks.count == 30)
            #expect(platform.accuracy.networks.within10 > 0.8)
            #expect(!platform.isPoor)
            let prediction = platform.predict(Self.workloads[0].kernels)
            let sum = prediction.kernels.compactMap(\.latencyMilliseconds).reduce(0, +)
            #expect(abs(sum + prediction.overheadMilliseconds - prediction.latencyMilliseconds) < 1e-9)
        }
    }

    @Test func aPlatformOfTheirKindFollowsFromFiveNetworks() throws {
        let plan = Adaptation.plan(5, of: Self.workloads, sources: Self.sources)
        let adaptation = try Adaptation(sources: Self.sources, measurements: measured(plan))
        for (workload, prediction) in zip(Self.workloads, adaptation.predict(Self.workloads)) {
            #expect(abs(exp(prediction.logarithm) / Self.time(workload, 1.3, 1.2) - 1) < 0.1)
        }
    }

    @Test func twoMeasurementsAreTooFew() {
        let error = #expect(throws: PredictionError.self) {
            try Adaptation(sources: Self.sources, measurements: measured([0, 1]))
        }
        #expect(error?.description == "expected at least 3 measurements, found 2")
    }

    @Test func aTimeInMicrosecondsIsToldFromMilliseconds() {
        var measurements = measured([0, 1, 2, 3, 4])
        measurements[2].milliseconds *= 1000
        let error = #expect(throws: PredictionError.self) {
            try Adaptation(sources: Self.sources, measurements: measurements)
        }
        let message = error?.description ?? ""
        #expect(message.hasPrefix("expected times in one unit, found \"net2\" "))
        #expect(message.hasSuffix(" times longer than its neighbours make likely"))
    }

    @Test func similarityIsTheDivergenceOfTheTimes() {
        // p = (1/4, 3/4), q = (1/2, 1/2): ¼ ln ½ + ¾ ln 3/2 = 0.130812…; ln ratios ln 2 and ln ⅔, deviation ½ ln 3.
        let similarity = Similarity(platform: "p", predicted: [1, 3], measured: [2, 2])
        #expect(abs(similarity.divergence - 0.130_812) < 1e-6)
        #expect(abs(similarity.deviation - 0.549_306) < 1e-6)
        let nothing = Similarity(platform: "p", predicted: [0, 3], measured: [2, 2])
        #expect(nothing.divergence.isFinite)
    }

    @Test func theMostSimilarPlatformComesFirst() {
        let rankings = Similarity.rankings(
            of: Self.sources,
            by: Self.workloads.prefix(6).map { .init($0, milliseconds: Self.time($0, 5, 0.7)) })
        #expect(rankings.map(\.group) == ["network"])
        #expect(rankings[0].platforms.first?.platform == "b_cpu-1large_tflite-2.10_fp32")
        #expect(rankings[0].platforms.count == 3)
    }

    @Test func aPlatformKeepsItsPredictionsThroughTheFile() throws {
        let folder = try TemporaryFolder()
        for platform in Self.sources { try Pool.write(platform, into: folder.path) }
        let pool = Pool(folders: [folder.path])
        let read = try pool.platform("b_cpu")
        let (first, second) = (
            Self.sources[1].predict(Self.workloads[3].kernels), read.predict(Self.workloads[3].kernels)
        )
        #expect(abs(first.latencyMilliseconds / second.latencyMilliseconds - 1) < 1e-5)

        let adaptation = try Adaptation(sources: Self.sources, measurements: measured([0, 4, 9, 14]))
        let adapted = Platform(
            identity: .init(
                device: "new", unit: "cpu-1large", framework: "tflite", frameworkVersion: "2.10", precision: "fp32",
                threads: 1),
            ruleset: Self.sources[0].ruleset, gpu: nil, provenance: Self.sources[0].provenance,
            predictors: PredictorSet([]), adaptation: adaptation, overhead: .none, fallback: .nothing,
            networkSpread: .init(low: 0, high: 0),
            accuracy: .init(protocolDescription: "", networks: .none, kernels: [:]))
        try Pool.write(adapted, into: folder.path)
        try Pool.write(adapted, into: folder.path)
        #expect(pool.platforms().map(\.id).count == 4, "nothing half written is left")
        let again = try pool.platform("new")
        let kernels = Self.workloads[7].kernels
        let (expected, found) = (adapted.predict(kernels), again.predict(kernels))
        #expect(abs(expected.latencyMilliseconds / found.latencyMilliseconds - 1) < 1e-4)
    }

    static let damages: [(name: String, change: @Sendable (inout SafeTensors) -> Void, message: String)] = [
        (
            "schema", { $0.metadata["schema"] = "x" }, "expected \"kernelcast/work/1\", found \"x\""
        ),
        (
            "measured", { $0.metadata["measured"] = "rows" },
            "measured: expected one of blocks, kernels, networks, found \"rows\""
        ),
        (
            "model", { $0.tensors["model"] = SafeTensors.Tensor([1.0]) },
            "tensor \"model\": expected \(WorkTerm.count) numbers, found 1"
        ),
        (
            "points", { $0.tensors["points"] = SafeTensors.Tensor([Float(1), 2]) },
            "tensor \"points\": expected shape [any number, \(WorkTerm.count + 3)], found [2]"
        ),
    ]

    @Test(arguments: damages.indices) func tellsOfADamagedFile(row: Int) throws {
        var file = try #require(Self.sources[0].work).file
        Self.damages[row].change(&file)
        let error = #expect(throws: PredictionError.self) { try WorkPredictor(file) }
        #expect(error?.description == Self.damages[row].message)
    }
}
