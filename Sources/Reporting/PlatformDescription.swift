public import JSONText
public import LatencyPrediction

/// One platform: where its measurements come from, and how well its predictors do.
public struct PlatformDescription: Listing, Sendable {
    public var platform: Platform

    public init(platform: Platform) { self.platform = platform }

    /// `platform.json`
    public var json: JSONValue { platform.json }

    public var table: String {
        let provenance = platform.provenance
        let overhead = platform.overhead
        let lines = [
            platform.id,
            "  processor     \(provenance.processor)",
            "  measurements  \(provenance.kernelCount) kernels and \(provenance.networkCount) networks",
            "  source        \(provenance.source)",
            "  commit        \(provenance.commit)",
            "  licence       \(provenance.licence)",
            "  citation      \(provenance.citation)",
            "  ruleset       \(platform.ruleset.name)"
                + platform.ruleset.parameters.sorted { $0.key < $1.key }.map { ", \($0.key) \($0.value)" }.joined(),
            "  overhead      \(overhead.constantMilliseconds.text(decimals: 3)) ms + "
                + "\(overhead.kernelMilliseconds.text(decimals: 4)) ms a kernel + what kernels add in networks",
            "  held out      \(platform.accuracy.protocolDescription)",
        ]
        return lines.map { $0 + "\n" }.joined() + "\n" + accuracies.text + "\n" + ranges.text
    }

    private var accuracies: TextTable {
        var table = TextTable([
            ("held out", .left), ("predictor", .left), ("n", .right), ("within 5 %", .right), ("within 10 %", .right),
            ("MAPE", .right), ("in interval", .right), ("adds in networks", .right),
        ])
        if platform.accuracy.networks.count > 0 {
            table.add(platform.work?.measured.rawValue ?? "networks", "", platform.accuracy.networks, addition: "")
        }
        if let families = platform.accuracy.families { table.add("families", "", families, addition: "") }
        for (scope, accuracy) in platform.accuracy.kernels.sorted(by: { $0.key.name < $1.key.name }) {
            table.add(
                scope.name, platform.predictors.predictors[scope]?.family.rawValue ?? "", accuracy,
                addition: (platform.overhead.scale(of: scope) - 1).percent)
        }
        return table
    }

    private var ranges: TextTable {
        var table = TextTable([("trained from … to …", .left), ("feature", .left), ("from", .right), ("to", .right)])
        for (scope, predictor) in platform.predictors.predictors.sorted(by: { $0.key.name < $1.key.name }) {
            for range in predictor.ranges {
                table.add([
                    scope.name, range.term.description, range.minimum.text(decimals: 0),
                    range.maximum.text(decimals: 0),
                ])
            }
        }
        return table
    }
}

extension TextTable {
    fileprivate mutating func add(_ name: String, _ family: String, _ accuracy: Accuracy, addition: String) {
        add([
            name, family, String(accuracy.count), accuracy.within5.percent, accuracy.within10.percent,
            accuracy.meanRelativeError.percent, accuracy.coverage?.percent ?? "", addition,
        ])
    }
}
