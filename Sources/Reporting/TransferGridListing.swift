public import JSONText
public import LatencyPrediction

/// How well some named platforms are predicted from few and from many measurements, side by side.
public struct TransferGridListing: Listing, Sendable {
    /// The platforms, in the order of the columns.
    public var targets: [String]
    public var evaluations: [TransferEvaluation]

    public init(targets: [String], evaluations: [TransferEvaluation]) {
        self.targets = targets
        self.evaluations = evaluations
    }

    /// As of `TransferListing`.
    public var json: JSONValue { TransferListing(evaluations: evaluations).json }

    /// A line for each kind of case, number of samples and method: the part within ±10 % (±5 %) on each platform. What
    /// has every other measurement of the platform stands there once.
    public var table: String {
        var table = TextTable(
            [("cases", .left), ("samples", .right), ("% within ±10 % (±5 %)", .left)] + targets.map { ($0, .right) })
        let least = evaluations.map(\.samples).min()
        for evaluation in evaluations where evaluation.method != .ceiling || evaluation.samples == least {
            table.add(
                [
                    evaluation.cases, evaluation.method == .ceiling ? "all" : String(evaluation.samples),
                    evaluation.method.rawValue,
                ]
                    + targets.map { name in
                        evaluation.targets.first { $0.platform == name }.map { target in
                            let parts = [target.accuracy.within10, target.accuracy.within5].map {
                                $0.percent.dropLast(2)
                            }
                            return "\(parts[0]) (\(parts[1]))"
                        } ?? ""
                    })
        }
        return table.text
    }
}
