import Glibc
import KernelFormation
import Measurements
import Testing

@testable import LatencyPrediction

@Suite struct WorkModelTests {
    /// Networks of pointwise and depthwise convolutions in different parts.
    static let items: [WorkItem] = {
        var generator = SeededGenerator(seed: 1)
        return (0..<40).map { index in
            let kernels = (0..<6).map { _ in
                TransferSamples.convolution(
                    size: 7 << Int(generator.next() % 4), channels: 16 << Int(generator.next() % 4),
                    isDepthwise: generator.next() % 2 == 0)
            }
            return WorkItem(
                Workload(name: "\(index)", kind: .network, group: "network", parts: kernels.map { .init($0) }))
        }
    }()

    /// Platforms that differ by a factor, and in how well they do depthwise convolutions.
    static func milliseconds(_ item: WorkItem, factor: Double, depthwise: Double) -> Double {
        let rates = WorkModel(logarithms: Array(repeating: 0, count: WorkTerm.count)).rates
        return factor
            * zip(item.work.amounts, rates).enumerated().reduce(0) { sum, entry in
                let name = "\(WorkTerm.allCases[entry.offset])"
                return sum + entry.element.0 * entry.element.1 * (name.hasPrefix("depthwise") ? depthwise : 1)
            }
    }

    static let platforms: [(factor: Double, depthwise: Double)] = [(1, 1), (2, 0.7), (0.5, 1.6), (3, 1.2)]

    @Test func learnsSourcesFromWholeTimes() {
        let pool = SourcePool(
            Self.items,
            milliseconds: Self.platforms.map { platform in
                Self.items.map { Self.milliseconds($0, factor: platform.factor, depthwise: platform.depthwise) }
            })
        for (source, platform) in Self.platforms.enumerated() {
            let forecasts = pool.forecasts(Self.items, source: source)
            for (item, forecast) in zip(Self.items, forecasts) {
                let expected = Self.milliseconds(item, factor: platform.factor, depthwise: platform.depthwise)
                #expect(abs(exp(forecast) / expected - 1) < 0.02)
            }
        }
    }

    @Test func aNewPlatformFollowsFromAFewNetworks() throws {
        let pool = SourcePool(
            Self.items,
            milliseconds: Self.platforms.map { platform in
                Self.items.map { Self.milliseconds($0, factor: platform.factor, depthwise: platform.depthwise) }
            })
        let truth = Self.items.map { Self.milliseconds($0, factor: 1.4, depthwise: 2) }
        let places = pool.places(Self.items, sources: [0, 1, 2, 3])
        let plan = TransferProcess(centeredOn: places).plan(5, of: places, references: places)
        let posterior = try #require(
            TransferProcess(centeredOn: places).condition(on: plan.map { places[$0] }, plan.map { log(truth[$0]) }))
        let errors = Self.items.indices.map { abs(exp(posterior.predict(places[$0]).logarithm) / truth[$0] - 1) }
        #expect(errors.reduce(0, +) / 40 < 0.05)
    }

    @Test func whatIsPaidOnceMayDifferManifold() {
        // Milliseconds that two platforms pay once beside the typical 0.03.
        let extra = [0, 0, 1.0, 1.5]
        let targets = extra.map { extra in
            Self.items.map { Optional(log(Self.milliseconds($0, factor: 1, depthwise: 1) + extra)) }
        }
        let models = WorkModelFitting(
            Self.items, targets: targets, settings: .networks(framework: "tflite", precision: "fp32")
        ).run().models
        for (model, extra) in zip(models, extra) {
            #expect(abs(model.rates[WorkTerm.constant.rawValue] - 0.03 - extra) < 0.1 + 0.1 * extra)
        }
    }

    @Test func treesAndANetworkAnswerTogether() throws {
        let libraries = try TrainingLibraries()
        let milliseconds = [
            Self.items.map { Optional(Self.milliseconds($0, factor: 1, depthwise: $0.sizes[1] > 5 ? 2 : 1)) }
        ]
        let pool = try SourcePool(Self.items, milliseconds: milliseconds, by: libraries.xgboost, libraries.blas)
        for (forecast, measured) in zip(pool.forecasts(Self.items, source: 0), milliseconds[0]) {
            #expect(abs(forecast - log(measured ?? 0)) < 0.1)
        }
        #expect(pool.places(Self.items, sources: [0]).map(\.leverages) == pool.leverages(Self.items, source: 0))
        #expect(pool.leverages(Self.items, source: 0).allSatisfy { $0.count == 128 })
        let predictor = WorkPredictor(
            measured: .blocks, source: pool, largest: Array(repeating: 1, count: WorkTerm.count),
            farSpread: .init(low: -0.5, high: 0.5), kernelSpreads: [.relu: .init(low: -0.25, high: 1)])
        let read = try WorkPredictor(predictor.file)
        #expect(read.farSpread == predictor.farSpread)
        #expect(read.kernelSpreads == predictor.kernelSpreads)
        #expect(read.forecasts(Self.items).elementsEqual(pool.forecasts(Self.items, source: 0)) { abs($0 - $1) < 1e-6 })
    }

    @Test func aWorkloadThatWasMeasuredKeepsItsResidual() {
        let points = Descriptor.all(
            Self.items, by: WorkModel(logarithms: Array(repeating: 0, count: WorkTerm.count)))
        let residuals = points.indices.map { Double($0 % 5) * 0.01 }
        let process = ResidualProcess.all(points, residuals: [residuals.map(Optional.some)])[0]
        for (point, residual) in zip(points, residuals) { #expect(process.value(at: point) == residual) }
        #expect(ResidualProcess.novelty(of: points, known: points).allSatisfy { $0 == 0 })
        let far = Descriptor(values: points[0].values.map { $0 + 9 })
        #expect(abs(process.value(at: far)) < 1e-6)
        #expect(ResidualProcess.novelty(of: [far], known: points)[0] > 0.999)
    }

    @Test func timeThatGoesToUntriedWorkIsTold() {
        func descriptor(_ share: Double) -> Descriptor {
            var values = Array(repeating: 0.0, count: WorkTerm.count + 3)
            values[0] = share.squareRoot()
            values[1] = (1 - share).squareRoot()
            return Descriptor(values: values)
        }
        let places = [0.5, 0.25, 0].map(descriptor)
        #expect(
            zip(Descriptor.untried(of: places, known: [descriptor(0)]), [0.5, 0.25, 0]).allSatisfy {
                abs($0 - $1) < 1e-12
            })
        // Of a half, a quarter is new: (1/2 − 1/4)² / (1/2).
        let some = Descriptor.untried(of: places, known: [descriptor(0.25), descriptor(0)])
        #expect(zip(some, [0.125, 0, 0]).allSatisfy { abs($0 - $1) < 1e-12 })
    }

    @Test func workThatWasMeasuredTwiceKeepsTheMean() {
        let points = [[0.0], [1.0], [0.0]].map { Descriptor(values: $0) }
        let process = ResidualProcess.all(points, residuals: [[0.02, 0.05, 0.06]])[0]
        #expect(abs(process.value(at: points[0]) - 0.04) < 1e-12)
        #expect(process.value(at: points[2]) == process.value(at: points[0]))
        #expect(process.value(at: points[1]) == 0.05)
    }

    @Test func placesInThePaddingAreNoWork() {
        var configuration = TransferSamples.convolution(size: 7, channels: 8, isDepthwise: true).configuration
        (configuration.kernelHeight, configuration.kernelWidth) = (5, 5)
        (configuration.padTop, configuration.padLeft, configuration.padBottom, configuration.padRight) = (2, 2, 2, 2)
        configuration.multiplyAccumulates = 7 * 7 * 8 * 25
        func work() -> Double {
            Work(Kernel(type: .dwconv, anchor: nil, nodes: [], rule: "", configuration: configuration))[
                .depthwise5Work]
        }
        // Along an axis 5 + 5 + 5 + 4 + 4 + 3 + 3 of 35 places are inside.
        #expect(abs(work() - 29 * 29 * 8) < 1e-9)
        (configuration.inputHeight, configuration.inputWidth) = (11, 11)
        (configuration.padTop, configuration.padLeft, configuration.padBottom, configuration.padRight) = (0, 0, 0, 0)
        #expect(work() == 35 * 35 * 8)
    }

    @Test func relativesAreOutvotedByOthers() {
        // A family of eight takes half as long again as its work tells; four others that stand alone take as it tells.
        let items = Self.items.prefix(12).enumerated().map { index, item in
            var item = item
            item.family = index < 8 ? "one" : nil
            return item
        }
        let times = items.enumerated().map { index, item in
            log(Self.milliseconds(item, factor: index < 8 ? 1.5 : 1, depthwise: 1))
        }
        func level(_ familyVariance: Double) -> Double {
            var settings = WorkModelFitting.Settings()
            settings.familyVariance = familyVariance
            (settings.ownDeviation, settings.unitDeviation, settings.platformDeviation) = (1e-3, 1e-3, 1e-3)
            let model = WorkModelFitting(items, targets: [times.map { $0 }], settings: settings).run().models[0]
            return model.logarithms[WorkTerm.pointwiseWork.rawValue]
        }
        #expect(level(100) < level(0) - 0.05)
    }

    @Test func aKernelsWorkIsCounted() {
        let work = Work(TransferSamples.convolution(size: 14, channels: 32, isDepthwise: false))
        #expect(work[.convolutionCalls] == 1)
        #expect(work[.pointwiseWork] == Double(14 * 14 * 32 * 32))
        #expect(work[.depthWaste] == 0)
        #expect(work[.middlePlaneWork] == work[.pointwiseWork])
        let depthwise = Work(TransferSamples.convolution(size: 14, channels: 32, isDepthwise: true))
        #expect(depthwise[.depthwise3Output] == Double(14 * 14 * 32))
        #expect(depthwise[.convolutionCalls] == 0)
    }
}

enum TransferSamples {
    /// A 1×1 convolution, or a depthwise one of 3×3, that keeps size and channels.
    static func convolution(size: Int, channels: Int, isDepthwise: Bool) -> Kernel {
        var configuration = KernelConfiguration()
        (configuration.inputHeight, configuration.inputWidth, configuration.inputChannels) = (size, size, channels)
        (configuration.outputHeight, configuration.outputWidth, configuration.outputChannels) = (size, size, channels)
        configuration.groups = isDepthwise ? channels : 1
        let window = isDepthwise ? 3 : 1
        (configuration.kernelHeight, configuration.kernelWidth) = (window, window)
        configuration.parameters = channels * (isDepthwise ? 9 : channels) + channels
        configuration.multiplyAccumulates = size * size * channels * (isDepthwise ? 9 : channels)
        configuration.bytesWritten = 4 * size * size * channels
        return Kernel(
            type: isDepthwise ? .dwconv : .conv, anchor: nil, nodes: [], rule: "", configuration: configuration)
    }
}
