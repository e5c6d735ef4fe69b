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
            #expect(platform.accuracy.networks.coverage ?? 0 > 0.7, "other folds tell how wide intervals are")
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

    @Test func aModelUnlikeTheMeasuredOnesHasTheWiderInterval() throws {
        let near = Predictor.Spread(low: -0.01, high: 0.02)
        let far = Predictor.Spread(low: -0.21, high: 0.42)
        let middle = near.widened(to: far, 0.5, 0.1)
        #expect(abs(middle.low + 0.21) < 1e-12)
        #expect(abs(middle.high - 0.32) < 1e-12)
        let platform = Self.sources[0]
        let known = platform.predict(Self.workloads[0].kernels)
        let strange = platform.predict([TransferSamples.convolution(size: 448, channels: 512, isDepthwise: true)])
        let widths = [strange, known].map { log($0.highMilliseconds / $0.lowMilliseconds) }
        #expect(widths[0] > 5 * widths[1])
    }

    @Test func twoMeasurementsAreTooFew() {
        let error = #expect(throws: PredictionError.self) {
            try Adaptation(sources: Self.sources, measurements: measured([0, 1]))
        }
        #expect(error?.description == "expected measurements of at least 3 different workloads, found 2")
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

    /// Two platforms that were measured kernel by kernel, whose networks take 1 ms and a tenth more than their kernels.
    ///
    /// - Parameter disturbance: what the times of depthwise convolutions are multiplied or divided by, in turn.
    private static func kernelSources(disturbance: Double = 1) throws -> [Platform] {
        let kernels = workloads.flatMap { network in
            network.parts.map { part in
                Workload(
                    name: network.name, kind: .kernel, group: part.kernel.type.rawValue, parts: [.init(part.kernel)])
            }
        }
        let table = MeasurementTable(
            source: .init(address: "", commit: "", licence: "MIT", citation: ""), workloads: kernels,
            columns: [("a", 1, 1), ("b", 2, 0.7)].map { device, factor, depthwise in
                .init(
                    device: device, processor: "", unit: "gpu", threads: 0, framework: "tflite",
                    frameworkVersion: "2.10", precision: "fp16",
                    milliseconds: kernels.enumerated().map { place, kernel in
                        let time = time(kernel, factor, depthwise)
                        guard kernel.group == KernelType.dwconv.rawValue else { return time }
                        return place.isMultiple(of: 2) ? time * disturbance : time / disturbance
                    })
            })
        let trainer = WorkPlatformTrainer(table, ruleset: .init(name: "none", parameters: [:]))
        return try table.columns.map { column in
            let sums = zip(kernels, column.milliseconds).reduce(into: [String: Double]()) {
                $0[$1.0.name, default: 0] += $1.1 ?? 0
            }
            let networks = workloads.map { network in
                NetworkMeasurement(
                    network: network.name, latencyMilliseconds: 1 + 1.1 * (sums[network.name] ?? 0),
                    deviationMilliseconds: 0)
            }
            return try trainer.kernels(column, networks: networks)
        }
    }

    @Test func kernelsHaveTheSpreadOfTheirType() throws {
        let platform = try Self.kernelSources(disturbance: 1.3)[0]
        func width(_ type: KernelType) throws -> Double {
            let row = try #require(
                platform.predict(Self.workloads[0].kernels.filter { $0.type == type }).kernels.first)
            return log(try #require(row.highMilliseconds) / #require(row.lowMilliseconds))
        }
        #expect(try width(.dwconv) > 2 * width(.conv))
    }

    @Test func kernelsAndNetworksTogetherTellAPlatform() throws {
        let sources = try Self.kernelSources()
        let kernels = Self.workloads.prefix(8).flatMap { network in
            network.parts.map { part in
                Workload(
                    name: "\(part.kernel)", kind: .kernel, group: part.kernel.type.rawValue,
                    parts: [.init(part.kernel)])
            }
        }
        func total(_ network: Workload) -> Double {
            3 + 1.2
                * network.parts.reduce(0) { sum, part in
                    sum
                        + Self.time(
                            Workload(
                                name: "", kind: .kernel, group: part.kernel.type.rawValue, parts: [.init(part.kernel)]),
                            1.5, 0.9)
                }
        }
        let measured =
            kernels.map { Adaptation.Measured($0, milliseconds: Self.time($0, 1.5, 0.9)) }
            + Self.workloads.prefix(5).map { Adaptation.Measured($0, milliseconds: total($0)) }
        let adaptation = try Adaptation(sources: sources, measurements: measured)
        let tests = Self.workloads.suffix(15)
        let close = zip(tests, adaptation.predict(Array(tests))).count { network, prediction in
            abs(exp(prediction.logarithm) / total(network) - 1) < 0.1
        }
        #expect(close >= 13, "\(close) of 15")
        #expect(adaptation.leftOut.count == measured.count)
        let alone = try Adaptation(sources: sources, measurements: Array(measured.prefix(kernels.count)))
        for (first, second) in zip(alone.predict([tests[20]]), adaptation.predict([tests[20]])) {
            #expect(first.width > second.width, "without a network what lies beside kernels is less sure")
        }
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
        #expect(read.accuracy == Self.sources[1].accuracy)

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
