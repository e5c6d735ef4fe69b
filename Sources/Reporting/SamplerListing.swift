public import JSONText
public import LatencyPrediction

/// How far what samplers draw is from where networks put their kernels.
public struct SamplerListing: Listing, Sendable {
    public var rows: [SamplerEvaluator.Row]

    public init(rows: [SamplerEvaluator.Row]) { self.rows = rows }

    /// {schema "kernelcast/samplers/1", rows: [{kernel, first, second, divergence}]}
    public var json: JSONValue {
        .object([
            .init("schema", .string("kernelcast/samplers/1")),
            .init(
                "rows",
                .array(
                    rows.map { row in
                        .object([
                            .init("kernel", .string(row.kernel)), .init("first", .string(row.first)),
                            .init("second", .string(row.second)), .init("divergence", .number(row.divergence)),
                        ])
                    })),
        ])
    }

    public var table: String {
        var table = TextTable([("kernel", .left), ("of", .left), ("from", .left), ("KL divergence", .right)])
        for row in rows { table.add([row.kernel, row.first, row.second, row.divergence.text(decimals: 4)]) }
        return table.text
    }
}
