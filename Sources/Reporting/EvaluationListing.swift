public import JSONText
public import LatencyPrediction

/// How close methods come to measurements, platform by platform.
public struct EvaluationListing: Listing, Sendable {
    public var evaluations: [Evaluation]

    public init(evaluations: [Evaluation]) { self.evaluations = evaluations }

    /// One object a platform and method, schema `kernelcast/evaluation/1`, in an array.
    public var json: JSONValue { .array(evaluations.map(\.json)) }

    /// A line per group and method, a column per platform: the part of all cases within ±10 % (within ±5 %).
    public var table: String {
        var platforms: [String] = []
        var rows: [(group: String, method: String)] = []
        var cells: [String: String] = [:]
        for evaluation in evaluations {
            if !platforms.contains(evaluation.platform) { platforms.append(evaluation.platform) }
            for group in evaluation.groups {
                let row = (group.name, evaluation.method.rawValue)
                if !rows.contains(where: { $0 == row }) { rows.append(row) }
                let accuracy = group.accuracy
                cells["\(group.name)/\(evaluation.method.rawValue)/\(evaluation.platform)"] =
                    "\((accuracy.within10 * 100).text(decimals: 1)) (\((accuracy.within5 * 100).text(decimals: 1)))"
            }
        }
        var table = TextTable(
            [("% within ±10 % (±5 %)", .left), ("method", .left)] + platforms.map { ($0, .right) })
        for row in rows.sorted(by: { $0.group < $1.group }) {
            table.add(
                [row.group, row.method] + platforms.map { cells["\(row.group)/\(row.method)/\($0)"] ?? "" })
        }
        return table.text
    }
}

extension Evaluation {
    var json: JSONValue {
        .object([
            .init("schema", .string("kernelcast/evaluation/1")), .init("platform", .string(platform)),
            .init("method", .string(method.rawValue)),
            .init("groups", .array(groups.map { .object([.init("name", .string($0.name))] + $0.accuracy.members) })),
        ])
    }
}
