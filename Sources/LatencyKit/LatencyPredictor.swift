import GraphIR
public import KernelFormation
public import LatencyPrediction
import Measurements
public import Reporting

/// Predicts models on one platform of the pool.
public struct LatencyPredictor: Sendable {
    private let platform: Platform
    private let cache = PredictionCache()
    private let former: KernelFormer

    /// - Parameters:
    ///   - name: a platform's id, or a part that names it alone.
    ///   - locations: where pools are looked for.
    /// - Throws: `LatencyKitError` where no platform or several match, or its files are damaged.
    public init(platform name: String, in locations: PoolLocations = PoolLocations()) throws(LatencyKitError) {
        do {
            platform = try locations.pool.platform(name)
            former = try KernelFormer(
                try Ruleset.named(platform.ruleset.name), parameters: platform.ruleset.parameters,
                explanations: .omitted)
        } catch let error as PredictionError {
            throw LatencyKitError(error)
        } catch let error as KernelFormationError {
            throw LatencyKitError(.badInput, error.message, location: error.place)
        } catch {
            throw LatencyKitError(.defect, "expected an error of the pool, found \(error)")
        }
    }

    /// The platform's id.
    public var platformID: String { platform.id }

    /// The name and version of the rules by which kernels are formed.
    var ruleset: LatencyReport.Ruleset { .init(id: former.ruleset.id, version: former.ruleset.version) }

    /// How long the model takes, and where the time goes.
    ///
    /// - Parameters:
    ///   - model: with every shape fixed that the work depends on.
    ///   - factor: by how much the model takes longer than predicted where it was measured.
    public func predict(_ model: LoadedModel, factor: Double = 1) -> LatencyReport {
        predict([model], factor: factor)[0]
    }

    /// The same of several models; kernels that they share with one another, or with earlier ones, are predicted once.
    public func predict(_ models: [LoadedModel], factor: Double = 1) -> [LatencyReport] {
        let formed = models.map { form($0, $0.summary) }
        var inquiry = inquiry
        for model in formed { inquiry.add(model.kernels) }
        let predictions = inquiry.finish()
        return models.indices.map { index in
            report(
                of: formed[index], models[index].rows(of: formed[index].kernels),
                predictions[index].scaled(by: factor))
        }
    }

    /// What the platform's framework forms of a model.
    func form(_ model: LoadedModel, _ summary: ModelSummary) -> FormedModel {
        let formation = former.kernels(of: model.graph)
        return FormedModel(
            summary: summary, kernels: formation.kernels, diagnostics: model.diagnostics + formation.diagnostics)
    }

    /// Asks how long the kernels of models take.
    var inquiry: PredictionInquiry { PredictionInquiry(platform, remembering: cache) }

    /// What is reported of a model, given the rows of its kernels without predictions.
    func report(of model: FormedModel, _ rows: [KernelRow], _ prediction: ModelPrediction) -> LatencyReport {
        var rows = rows
        for index in rows.indices { rows[index].prediction = prediction.kernels[index] }
        var diagnostics = model.diagnostics
        if platform.isPoor {
            let accuracy = platform.mainAccuracy
            diagnostics.append(
                Diagnostic(
                    .warning, "poor-platform",
                    "of \(accuracy.count) held-out predictions on this platform only "
                        + "\(Int((100 * accuracy.within10).rounded())) % came within 10 %"))
        }
        return LatencyReport(
            toolVersion: toolVersion, model: model.summary, platform: .init(platform),
            ruleset: ruleset, latencyMilliseconds: prediction.latencyMilliseconds,
            lowMilliseconds: prediction.lowMilliseconds,
            highMilliseconds: prediction.highMilliseconds, overheadMilliseconds: prediction.overheadMilliseconds,
            kernels: rows, diagnostics: diagnostics, roofline: platform.fallback)
    }

    /// The kernels that the platform's framework forms of a model.
    public func kernels(of model: LoadedModel) -> [Kernel] { former.kernels(of: model.graph).kernels }

    /// How long each kernel takes as if it ran alone.
    public func predictAlone(_ kernels: [Kernel]) -> [KernelPrediction] {
        var inquiry = inquiry
        for kernel in kernels { inquiry.add([kernel]) }
        return inquiry.finish().flatMap(\.kernels)
    }

    /// The milliseconds of each kernel of a network; nil where there is no estimate.
    public func predict(_ kernels: [Kernel]) -> [Double?] {
        platform.predict(kernels).kernels.map(\.latencyMilliseconds)
    }
}

extension LatencyReport.Platform {
    init(_ platform: Platform) {
        let identity = platform.identity
        self.init(
            id: platform.id, device: identity.device, unit: identity.unit, framework: identity.framework,
            frameworkVersion: identity.frameworkVersion, precision: identity.precision, threads: identity.threads)
    }
}

extension LatencyKitError {
    /// Why measurements could not be read.
    init(_ error: MeasurementError) {
        if case .unreadable = error.reason {
            self.init(.noSuchFile, error.description)
        } else {
            self.init(.badInput, error.description)
        }
    }

    /// Why a pool could not serve.
    init(_ error: PredictionError) {
        let place = error.place.joined(separator: ": ")
        switch error.reason {
        case .unknown(let message): self.init(.usage, message, location: place)
        case .malformed(let message): self.init(.badInput, message, location: place)
        case .unreadable(let message): self.init(.noSuchFile, message, location: place)
        case .unavailable(let message): self.init(.unavailable, message, location: place)
        case .unwritable(let message): self.init(.writeFailed, message, location: place)
        }
    }
}
