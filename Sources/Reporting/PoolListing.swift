public import JSONText
public import LatencyPrediction

/// The platforms of a pool, one line each.
public struct PoolListing: Listing, Sendable {
    public var platforms: [Platform]

    public init(platforms: [Platform]) { self.platforms = platforms }

    /// {schema "kernelcast/pool/1", platforms: the `platform.json` of each}
    public var json: JSONValue {
        .object([
            .init("schema", .string("kernelcast/pool/1")), .init("platforms", .array(platforms.map(\.json))),
        ])
    }

    public var table: String {
        var table = TextTable([
            ("platform", .left), ("processor", .left), ("held out", .right), ("within 5 %", .right),
            ("within 10 %", .right), ("in interval", .right), ("kernels", .right), ("", .left),
        ])
        for platform in platforms {
            let accuracy = platform.mainAccuracy
            table.add([
                platform.id, platform.provenance.processor, String(accuracy.count), accuracy.within5.percent,
                accuracy.within10.percent, accuracy.coverage?.percent ?? "", String(platform.provenance.kernelCount),
                platform.isPoor ? "poor" : "",
            ])
        }
        return table.text
    }
}
