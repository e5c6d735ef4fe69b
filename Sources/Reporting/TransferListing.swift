public import JSONText
public import LatencyPrediction

/// How well platforms that were left out of the pool are predicted from a few measurements.
public struct TransferListing: Listing, Sendable {
    public var evaluations: [TransferEvaluation]

    public init(evaluations: [TransferEvaluation]) { self.evaluations = evaluations }

    /// One object for each kind of case, number of samples and method, schema `kernelcast/transfer/1`, in an array.
    public var json: JSONValue { .array(evaluations.map(\.json)) }

    /// A line for each, over the median platform; then where there are few platforms a line for each.
    public var table: String {
        var table = TextTable([
            ("cases", .left), ("samples", .right), ("method", .left), ("platforms", .right), ("MAPE", .right),
            ("within 5 %", .right), ("within 10 %", .right), ("least", .right), ("in interval", .right),
            ("in band", .right),
        ])
        for evaluation in evaluations {
            let targets = evaluation.targets
            let coverage = targets.compactMap { target in target.coverage.map { ($0, Double(target.accuracy.count)) } }
            let covered = coverage.reduce(0) { $0 + $1.0 * $1.1 } / max(coverage.reduce(0) { $0 + $1.1 }, 1)
            table.add([
                evaluation.cases, String(evaluation.samples), evaluation.method.rawValue, String(targets.count),
                targets.map(\.accuracy.meanRelativeError).median.percent,
                targets.map(\.accuracy.within5).median.percent,
                targets.map(\.accuracy.within10).median.percent,
                (targets.map(\.accuracy.within10).min() ?? 0).percent, coverage.isEmpty ? "" : covered.percent,
                coverage.isEmpty ? "" : String(coverage.count { Self.isPlausible($0, of: $1) }),
            ])
        }
        for evaluation in evaluations where evaluation.targets.count <= 5 {
            for target in evaluation.targets {
                table.add([
                    evaluation.cases, String(evaluation.samples), evaluation.method.rawValue, target.platform,
                    target.accuracy.meanRelativeError.percent, target.accuracy.within5.percent,
                    target.accuracy.within10.percent, "", target.coverage?.percent ?? "", "",
                ])
            }
        }
        return table.text
    }

    /// Whether a coverage lies in the band that holds 95 % of the outcomes of n trials of 90 %.
    private static func isPlausible(_ coverage: Double, of count: Double) -> Bool {
        abs(coverage - 0.9) <= 1.96 * (0.09 / max(count, 1)).squareRoot() + 0.5 / max(count, 1)
    }
}

extension TransferEvaluation {
    var json: JSONValue {
        .object([
            .init("schema", .string("kernelcast/transfer/1")), .init("cases", .string(cases)),
            .init("samples", .integer(samples)), .init("method", .string(method.rawValue)),
            .init(
                "platforms",
                .array(
                    targets.map { target in
                        .object(
                            [.init("platform", .string(target.platform))] + target.accuracy.members + [
                                .init("interval_coverage", target.coverage.map(JSONValue.number) ?? .null),
                                .init("interval_width", target.width.map(JSONValue.number) ?? .null),
                            ])
                    })),
        ])
    }
}

extension [Double] {
    /// The middle value, or the mean of the two in the middle; 0 of none.
    fileprivate var median: Double {
        guard !isEmpty else { return 0 }
        let sorted = sorted()
        return (sorted[(count - 1) / 2] + sorted[count / 2]) / 2
    }
}
