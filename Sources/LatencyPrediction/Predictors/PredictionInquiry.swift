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
    private var unknown: [PredictionCache.Key] = []
    /// The place in `unknown` of each key there.
    private var places: [PredictionCache.Key: Int] = [:]

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
            if !kernels[place].isEstimable {
                replies.append(kernels[place].isFree ? .free : .unsupported)
            } else if let answer = cache.answer(to: kernels, at: place, context) {
                replies.append(.known(answer))
            } else {
                isOpen = true
                replies.append(reply(toUnknown: PredictionCache.Key(kernels[place], context)))
            }
        }
        // At once where it can be, while what is known of its kernels is at hand.
        models.append(isOpen ? .open(replies) : .predicted(platform.prediction(replies)))
    }

    private mutating func reply(toUnknown key: PredictionCache.Key) -> Reply {
        let place = places[key] ?? unknown.count
        if place == unknown.count {
            places[key] = place
            unknown.append(key)
        }
        return .awaited(place)
    }

    /// A prediction for each model, in their order.
    public consuming func finish() -> [ModelPrediction] {
        let answers = unknown.isEmpty ? [] : platform.answers(to: unknown)
        for answer in answers { cache.remember(answer) }
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
