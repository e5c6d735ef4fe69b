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
        /// It will be known.
        case awaited
    }

    private let platform: Platform
    private let cache: PredictionCache
    private var models: [Model] = []
    /// Of the models that are not predicted yet.
    private var replies: [Reply] = []
    private var unknown: [PredictionCache.Key] = []
    /// The place in `unknown` of each key there, and of each reply that waits for it.
    private var places: [PredictionCache.Key: Int] = [:]
    private var waiting: [(reply: Int, place: Int)] = []

    private enum Model {
        case predicted(ModelPrediction)
        /// Some of its replies are awaited.
        case open(Range<Int>)
    }

    /// - Parameter cache: of this platform.
    public init(_ platform: Platform, remembering cache: PredictionCache) {
        self.platform = platform
        self.cache = cache
    }

    /// Adds a model by its kernels.
    public mutating func add(_ kernels: [Kernel]) {
        guard !platform.predictsModelsAlone else { return models.append(.predicted(platform.predict(kernels))) }
        let (start, waitingBefore) = (replies.count, waiting.count)
        let contexts = platform.contexts(of: kernels)
        // In their places: a copy of a kernel takes longer than the question.
        let kernels = kernels.span
        for place in kernels.indices {
            ask(kernels[place], contexts.isEmpty ? KernelContext() : contexts[place])
        }
        if waiting.count > waitingBefore {
            models.append(.open(start..<replies.count))
        } else {
            // At once, while what is known of its kernels is at hand.
            models.append(.predicted(platform.prediction(replies[start...])))
            replies.removeSubrange(start...)
        }
    }

    private mutating func ask(_ kernel: Kernel, _ context: KernelContext) {
        guard kernel.isEstimable else { return replies.append(.none(of: kernel)) }
        if let answer = cache.answer(to: kernel, context) { return replies.append(.known(answer)) }
        let key = PredictionCache.Key(kernel, context)
        let place = places[key] ?? unknown.count
        if place == unknown.count {
            places[key] = place
            unknown.append(key)
        }
        waiting.append((replies.count, place))
        replies.append(.awaited)
    }

    /// A prediction for each model, in their order.
    public consuming func finish() -> [ModelPrediction] {
        if !unknown.isEmpty {
            let answers = platform.answers(to: unknown)
            for answer in answers { cache.remember(answer) }
            for (reply, place) in waiting { replies[reply] = .known(answers[place]) }
        }
        return models.map { model in
            switch model {
            case .predicted(let prediction): prediction
            case .open(let range): platform.prediction(replies[range])
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
