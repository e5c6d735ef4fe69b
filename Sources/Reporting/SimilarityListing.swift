public import JSONText
public import LatencyPrediction

/// The platforms of a pool by how much they behave like measurements, for each kind of workload.
public struct SimilarityListing: Listing, Sendable {
    public var rankings: [Similarity.Ranking]

    public init(rankings: [Similarity.Ranking]) { self.rankings = rankings }

    /// {schema "kernelcast/similarity/1", groups: [{name, n, platforms: [{platform, deviation, divergence}]}]}
    public var json: JSONValue {
        .object([
            .init("schema", .string("kernelcast/similarity/1")),
            .init(
                "groups",
                .array(
                    rankings.map { ranking in
                        .object([
                            .init("name", .string(ranking.group)), .init("n", .integer(ranking.count)),
                            .init(
                                "platforms",
                                .array(
                                    ranking.platforms.map { similarity in
                                        .object([
                                            .init("platform", .string(similarity.platform)),
                                            .init("deviation", .number(similarity.deviation)),
                                            .init("divergence", .number(similarity.divergence)),
                                        ])
                                    })),
                        ])
                    })),
        ])
    }

    public var table: String {
        var table = TextTable([
            ("kind", .left), ("n", .right), ("platform", .left), ("log deviation", .right), ("KL divergence", .right),
        ])
        for ranking in rankings {
            for similarity in ranking.platforms {
                table.add([
                    ranking.group, String(ranking.count), similarity.platform, similarity.deviation.text(decimals: 4),
                    similarity.divergence.text(decimals: 6),
                ])
            }
        }
        return table.text
    }
}
