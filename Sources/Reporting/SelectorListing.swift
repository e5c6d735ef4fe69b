public import JSONText
public import LatencyPrediction

/// How often each way to choose a source finds the truly best.
public struct SelectorListing: Listing, Sendable {
    public var rows: [SelectorEvaluator.Row]

    public init(rows: [SelectorEvaluator.Row]) { self.rows = rows }

    /// {schema "kernelcast/selectors/1", rows: [{table, samples, selector, n, best, best_three, within10}]}
    public var json: JSONValue {
        .object([
            .init("schema", .string("kernelcast/selectors/1")),
            .init(
                "rows",
                .array(
                    rows.map { row in
                        .object([
                            .init("table", .string(row.table)), .init("samples", .integer(row.samples)),
                            .init("selector", .string(row.selector.rawValue)), .init("n", .integer(row.choices)),
                            .init("best", .number(row.best)), .init("best_three", .number(row.bestThree)),
                            .init("within10", .number(row.within10)),
                        ])
                    })),
        ])
    }

    public var table: String {
        var table = TextTable([
            ("table", .left), ("samples", .right), ("selector", .left), ("choices", .right), ("best", .right),
            ("best three", .right), ("within 10 %", .right),
        ])
        for row in rows {
            table.add([
                row.table, String(row.samples), row.selector.rawValue, String(row.choices), row.best.percent,
                row.bestThree.percent, row.within10.percent,
            ])
        }
        return table.text
    }
}
