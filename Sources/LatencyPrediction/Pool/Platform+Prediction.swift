import Glibc
public import KernelFormation
public import Measurements

extension Platform {
    /// How long the kernels of a model take, one by one and together with what lies between them.
    public func predict(_ kernels: [Kernel]) -> ModelPrediction {
        if let adaptation { return predict(kernels, by: adaptation) }
        if let work { return predict(kernels, by: work) }
        let estimates = predictors.predict(network: views(of: kernels))
        return prediction(
            zip(kernels, estimates).map { kernel, estimate in
                kernel.isEstimable ? .known(answer(kernel, estimate)) : .none(of: kernel)
            })
    }

    /// Whether each model is predicted by itself, so that its kernels share nothing with another's.
    var predictsModelsAlone: Bool { adaptation != nil || work != nil }

    /// What predictors read of the kernels around each; empty where none of them does.
    func contexts(of kernels: [Kernel]) -> [KernelContext] { predictors.contexts(of: views(of: kernels)) }

    /// What is said of kernels that the cache does not know.
    func answers(to kernels: [(kernel: Kernel, context: KernelContext)]) -> [PredictionCache.Answer] {
        let views = kernels.map { kernel, context in
            var view = KernelView(kernel, gpu: gpu)
            view?.context = context
            return view
        }
        return zip(kernels, predictors.predict(views)).map { answer($0.kernel, $1) }
    }

    private func views(of kernels: [Kernel]) -> [KernelView?] {
        kernels.map { $0.isEstimable ? KernelView($0, gpu: gpu) : nil }
    }

    /// What predictors say of a kernel that can be estimated, or else the roofline.
    private func answer(_ kernel: Kernel, _ estimate: PredictorSet.Estimate?) -> PredictionCache.Answer {
        if let estimate { return .init(prediction: KernelPrediction(estimate), scope: estimate.predictor) }
        return .init(prediction: roofline(kernel.configuration), scope: nil)
    }

    /// The kernels and the model, by what is said of each kernel.
    func prediction(_ replies: [PredictionInquiry.Reply]) -> ModelPrediction {
        var predictions: [KernelPrediction] = []
        predictions.reserveCapacity(replies.count)
        var trained = OverheadModel.Network()
        for reply in replies {
            guard case .known(let answer) = reply else {
                predictions.append(reply.prediction)
                continue
            }
            if let scope = answer.scope, let milliseconds = answer.prediction.latencyMilliseconds {
                trained.add(milliseconds, scope)
            }
            predictions.append(answer.prediction)
        }
        return total(of: predictions, trained: trained)
    }

    /// Kernels and the model as what the sources tell of each becomes here.
    private func predict(_ kernels: [Kernel], by adaptation: Adaptation) -> ModelPrediction {
        let known = kernels.filter(\.isEstimable)
        let model = Workload(
            name: "", kind: .network, group: WorkItem.network, parts: known.map { Workload.Part($0) })
        let single = known.map {
            Workload(name: "", kind: .kernel, group: $0.type.rawValue, parts: [Workload.Part($0)])
        }
        let estimates = adaptation.predict(single + [model]).map { estimate in
            (
                milliseconds: exp(estimate.logarithm),
                spread: Predictor.Spread(low: -estimate.width, high: estimate.width)
            )
        }
        var rows = estimates.dropLast().makeIterator()
        var sum = 0.0
        let predictions = kernels.map { kernel in
            guard kernel.isEstimable, let estimate = rows.next() else { return KernelPrediction.none(of: kernel) }
            sum += estimate.milliseconds
            return KernelPrediction(
                estimate.milliseconds, estimate.spread, status: .predicted, predictor: "adaptation")
        }
        let whole = estimates[estimates.count - 1]
        let total = known.isEmpty ? 0 : whole.milliseconds
        return ModelPrediction(
            kernels: predictions, overheadMilliseconds: total - sum, latencyMilliseconds: total,
            lowMilliseconds: total * exp(whole.spread.low), highMilliseconds: total * exp(whole.spread.high))
    }

    /// Kernels by the time that their work takes; the model by what it takes as a whole.
    private func predict(_ kernels: [Kernel], by work: WorkPredictor) -> ModelPrediction {
        let known = kernels.filter(\.isEstimable)
        var estimates = work.predict(known).makeIterator()
        var network = OverheadModel.Network()
        let predictions = kernels.map { kernel in
            guard kernel.isEstimable, let estimate = estimates.next() else { return KernelPrediction.none(of: kernel) }
            network.add(estimate.milliseconds, Predictor.Scope(kernel.type))
            return KernelPrediction(
                estimate.milliseconds, work.spread(of: kernel),
                status: estimate.isWithinRanges ? .predicted : .extrapolated, predictor: "work")
        }
        let sum = network.sumMilliseconds
        let whole = work.predict(model: known)
        let total = whole.map { exp($0.logarithm) } ?? max(sum + overhead.overhead(network), 0)
        let spread = networkSpread.widened(to: work.farSpread, whole?.novelty ?? 0, whole?.untried ?? 0)
        return ModelPrediction(
            kernels: predictions, overheadMilliseconds: total - sum, latencyMilliseconds: total,
            lowMilliseconds: total * exp(spread.low), highMilliseconds: total * exp(spread.high))
    }

    /// What a workload takes, and the ends of the 90 % interval; nil where there is no estimate.
    public func predict(_ workload: Workload) -> (milliseconds: Double, low: Double, high: Double)? {
        if let work, work.measured == .blocks, workload.kind == .block {
            let milliseconds = exp(work.forecasts([WorkItem(workload)])[0])
            return (milliseconds, milliseconds * exp(networkSpread.low), milliseconds * exp(networkSpread.high))
        }
        if let adaptation {
            let estimate = adaptation.predict([workload])[0]
            let (middle, width) = (estimate.logarithm, estimate.width)
            return (exp(middle), exp(middle - width), exp(middle + width))
        }
        let prediction = predict(workload.kernels)
        guard workload.kind == .kernel else {
            return (prediction.latencyMilliseconds, prediction.lowMilliseconds, prediction.highMilliseconds)
        }
        guard let row = prediction.kernels.first, let milliseconds = row.latencyMilliseconds else { return nil }
        return (milliseconds, row.lowMilliseconds ?? milliseconds, row.highMilliseconds ?? milliseconds)
    }

    private func roofline(_ configuration: KernelConfiguration) -> KernelPrediction {
        KernelPrediction(
            fallback.milliseconds(configuration), fallback.spread, status: .fallback, predictor: "roofline")
    }

    /// The held-out errors of whole networks speak for what predictors and overhead model say; what the roofline adds
    /// may be off by its own.
    private func total(of predictions: [KernelPrediction], trained: OverheadModel.Network) -> ModelPrediction {
        let overheadMilliseconds = overhead.overhead(trained)
        let sum = trained.sumMilliseconds
        let known = max(sum + overheadMilliseconds, 0)
        var (rest, lowRest, highRest) = (0.0, 0.0, 0.0)
        for kernel in predictions where kernel.status == .fallback {
            rest += kernel.latencyMilliseconds ?? 0
            lowRest += kernel.lowMilliseconds ?? 0
            highRest += kernel.highMilliseconds ?? 0
        }
        return ModelPrediction(
            kernels: predictions, overheadMilliseconds: known - sum, latencyMilliseconds: known + rest,
            lowMilliseconds: known * exp(networkSpread.low) + lowRest,
            highMilliseconds: known * exp(networkSpread.high) + highRest)
    }
}

extension Kernel {
    /// Whether it runs and its shapes are known: what is written then has a size.
    var isEstimable: Bool { !isFree && configuration.bytesWritten > 0 }
}

extension KernelPrediction {
    /// What is said of a kernel that is not estimable.
    fileprivate static func none(of kernel: Kernel) -> KernelPrediction {
        PredictionInquiry.Reply.none(of: kernel).prediction
    }

    fileprivate init(_ estimate: PredictorSet.Estimate) {
        self.init(
            estimate.milliseconds, estimate.spread, status: estimate.isWithinRanges ? .predicted : .extrapolated,
            predictor: estimate.predictor.name)
    }

    fileprivate init(_ milliseconds: Double, _ spread: Predictor.Spread, status: Status, predictor: String) {
        self.init(
            latencyMilliseconds: milliseconds, lowMilliseconds: milliseconds * exp(spread.low),
            highMilliseconds: milliseconds * exp(spread.high), status: status, predictor: predictor)
    }
}
