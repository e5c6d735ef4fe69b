import Glibc
public import KernelFormation

extension Platform {
    /// How long the kernels of a model take, one by one and together with what lies between them.
    public func predict(_ kernels: [Kernel]) -> ModelPrediction {
        let views = kernels.map { $0.isEstimable ? KernelView($0, gpu: gpu) : nil }
        let estimates = predictors.predict(network: views)
        var predictions: [KernelPrediction] = []
        predictions.reserveCapacity(kernels.count)
        var trained = OverheadModel.Network()
        for (kernel, estimate) in zip(kernels, estimates) {
            if let estimate, kernel.isEstimable {
                trained.add(estimate.milliseconds, estimate.predictor)
                predictions.append(KernelPrediction(estimate))
            } else {
                predictions.append(untrained(kernel))
            }
        }
        return total(of: predictions, trained: trained)
    }

    /// A kernel that no predictor is for.
    private func untrained(_ kernel: Kernel) -> KernelPrediction {
        if kernel.isFree {
            return KernelPrediction(
                latencyMilliseconds: 0, lowMilliseconds: 0, highMilliseconds: 0, status: .zeroCost)
        }
        guard kernel.isEstimable else {
            return KernelPrediction(
                latencyMilliseconds: nil, lowMilliseconds: nil, highMilliseconds: nil, status: .unsupported)
        }
        let milliseconds = fallback.milliseconds(kernel.configuration)
        return KernelPrediction(milliseconds, fallback.spread, status: .fallback, predictor: "roofline")
    }

    /// The held-out errors of whole networks speak for what predictors and overhead model say; what the roofline adds
    /// may be off by its own.
    private func total(of predictions: [KernelPrediction], trained: OverheadModel.Network) -> ModelPrediction {
        let overheadMilliseconds = overhead.overhead(trained)
        let others = predictions.filter { $0.status == .fallback }
        let sum = trained.sumMilliseconds
        let known = max(sum + overheadMilliseconds, 0)
        let rest = others.reduce(0) { $0 + ($1.latencyMilliseconds ?? 0) }
        return ModelPrediction(
            kernels: predictions, overheadMilliseconds: known - sum,
            latencyMilliseconds: known + rest,
            lowMilliseconds: known * exp(networkSpread.low) + others.reduce(0) { $0 + ($1.lowMilliseconds ?? 0) },
            highMilliseconds: known * exp(networkSpread.high) + others.reduce(0) { $0 + ($1.highMilliseconds ?? 0) })
    }
}

extension Kernel {
    /// Whether it runs and its shapes are known: what is written then has a size.
    fileprivate var isEstimable: Bool { !isFree && configuration.bytesWritten > 0 }
}

extension KernelPrediction {
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
