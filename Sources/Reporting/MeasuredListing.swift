public import JSONText
import LatencyPrediction

/// How close one platform's predictions come to measurements, kind by kind.
public struct MeasuredListing: Listing, Sendable {
    /// A measurement and what was predicted, in milliseconds.
    public struct Case: Sendable, Hashable {
        public var group: String
        public var milliseconds: Double
        public var predicted: Double
        public var low: Double
        public var high: Double

        public init(group: String, milliseconds: Double, predicted: Double, low: Double, high: Double) {
            self.group = group
            self.milliseconds = milliseconds
            self.predicted = predicted
            self.low = low
            self.high = high
        }
    }

    public var platform: String
    public var cases: [Case]

    public init(platform: String, cases: [Case]) {
        self.platform = platform
        self.cases = cases
    }

    private var groups: [(name: String, accuracy: Accuracy, coverage: Double)] {
        Dictionary(grouping: cases, by: \.group).sorted { $0.key < $1.key }.compactMap { name, cases in
            let covered = cases.count { $0.low <= $0.milliseconds && $0.milliseconds <= $0.high }
            return Accuracy(predicted: cases.map(\.predicted), measured: cases.map(\.milliseconds)).map {
                (name, $0, Double(covered) / Double(cases.count))
            }
        }
    }

    /// Schema `kernelcast/evaluation/1`.
    public var json: JSONValue {
        .object([
            .init("schema", .string("kernelcast/evaluation/1")), .init("platform", .string(platform)),
            .init(
                "groups",
                .array(
                    groups.map { group in
                        .object(
                            [.init("name", .string(group.name))] + group.accuracy.members + [
                                .init("interval_coverage", .number(group.coverage))
                            ])
                    })),
        ])
    }

    public var table: String {
        var table = TextTable([
            ("kind", .left), ("n", .right), ("MAPE", .right), ("within 5 %", .right), ("within 10 %", .right),
            ("in interval", .right),
        ])
        for group in groups {
            table.add([
                group.name, String(group.accuracy.count), group.accuracy.meanRelativeError.percent,
                group.accuracy.within5.percent, group.accuracy.within10.percent, group.coverage.percent,
            ])
        }
        return table.text
    }
}
