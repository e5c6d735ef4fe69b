import GraphIR
public import KernelFormation

/// Models whose kernels go through a platform's predictors together: added one after another, answered at the end.
///
/// What the cache knows is not predicted again, and what several of the kernels have in common is predicted once.
public struct PredictionInquiry {
    /// What is said of a kernel.
    enum Reply {
        case known(PredictionCache.Answer)
        /// It runs nothing.
        case free
        /// Its shapes are not known.
        case unsupported
        /// It will be known: its place among the unknown.
        case awaited(Int)
    }

    private let platform: Platform
    private let cache: PredictionCache
    private var models: [Model] = []
    private var unknown: [Unknown] = []
    /// The place in `unknown` of each kernel there.
    private var places: [Fingerprint: Int] = [:]

    private struct Unknown {
        var kernel: Kernel
        var context: KernelContext
        var fingerprint: Fingerprint
    }

    private enum Model {
        case predicted(ModelPrediction)
        /// Some of its replies are awaited.
        case open([Reply])
    }

    /// - Parameter cache: of this platform.
    public init(_ platform: Platform, remembering cache: PredictionCache) {
        self.platform = platform
        self.cache = cache
    }

    /// Adds a model by its kernels.
    public mutating func add(_ kernels: [Kernel]) {
        guard !platform.predictsModelsAlone else { return models.append(.predicted(platform.predict(kernels))) }
        let contexts = platform.contexts(of: kernels)
        var replies: [Reply] = []
        replies.reserveCapacity(kernels.count)
        var isOpen = false
        for place in kernels.indices {
            let context = contexts.isEmpty ? KernelContext() : contexts[place]
            guard kernels[place].isEstimable else {
                replies.append(.none(of: kernels[place]))
                continue
            }
            let fingerprint = kernels.fingerprint(ofKernel: place, context, from: cache.seed)
            if let answer = cache.answer(to: fingerprint) {
                replies.append(.known(answer))
            } else {
                isOpen = true
                replies.append(.awaited(self.place(of: kernels[place], context, fingerprint)))
            }
        }
        // At once where it can be, while what is known of its kernels is at hand.
        models.append(isOpen ? .open(replies) : .predicted(platform.prediction(replies)))
    }

    private mutating func place(of kernel: Kernel, _ context: KernelContext, _ fingerprint: Fingerprint) -> Int {
        if let place = places[fingerprint] { return place }
        places[fingerprint] = unknown.count
        unknown.append(Unknown(kernel: kernel, context: context, fingerprint: fingerprint))
        return unknown.count - 1
    }

    /// A prediction for each model, in their order.
    public consuming func finish() -> [ModelPrediction] {
        let answers = unknown.isEmpty ? [] : platform.answers(to: unknown.map { ($0.kernel, $0.context) })
        for (kernel, answer) in zip(unknown, answers) { cache.remember(answer, to: kernel.fingerprint) }
        return models.map { model in
            switch model {
            case .predicted(let prediction): prediction
            case .open(let replies):
                platform.prediction(
                    replies.map { reply in
                        if case .awaited(let place) = reply { .known(answers[place]) } else { reply }
                    })
            }
        }
    }
}

extension PredictionInquiry.Reply {
    /// What is said of a kernel that is not estimable.
    static func none(of kernel: Kernel) -> Self { kernel.isFree ? .free : .unsupported }

    /// What a report says of it.
    var prediction: KernelPrediction {
        switch self {
        case .known(let answer): answer.prediction
        case .free:
            KernelPrediction(latencyMilliseconds: 0, lowMilliseconds: 0, highMilliseconds: 0, status: .zeroCost)
        case .unsupported, .awaited:
            KernelPrediction(
                latencyMilliseconds: nil, lowMilliseconds: nil, highMilliseconds: nil, status: .unsupported)
        }
    }
}
