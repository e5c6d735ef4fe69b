import Glibc
public import JSONText
public import LatencyPrediction

/// A platform that was added from measurements, and how sure it is.
public struct AdaptationListing: Listing, Sendable {
    public var platform: Platform
    public var sources: [String]

    public init(platform: Platform, sources: [String]) {
        self.platform = platform
        self.sources = sources
    }

    /// {schema "kernelcast/adaptation/1", platform, sources, measurements, the accuracy of each left out in turn}
    public var json: JSONValue {
        .object(
            [
                .init("schema", .string("kernelcast/adaptation/1")), .init("platform", .string(platform.id)),
                .init("sources", .array(sources.map { .string($0) })),
            ] + platform.accuracy.networks.members)
    }

    public var table: String {
        let accuracy = platform.accuracy.networks
        let spread = platform.networkSpread
        return """
            \(platform.id): \(accuracy.count) measurements, \(sources.count) platforms to learn from
            each left out in turn: \(accuracy.meanRelativeError.percent) off in the mean, \
            \(accuracy.within5.percent) within 5 %, \(accuracy.within10.percent) within 10 %; \
            nine of ten from \((exp(spread.low) - 1).percent) to \((exp(spread.high) - 1).percent)

            """
    }
}
