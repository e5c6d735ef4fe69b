public import JSONText

extension LatencyReport {
    /// The report by `schemas/report.schema.json`.
    public var json: JSONValue {
        let total = kernelMilliseconds
        let coverage = coverage
        return .object([
            .init("schema", .string("kernelcast/report/1")),
            .init("tool", .object([.init("name", .string("kernelcast")), .init("version", .string(toolVersion))])),
            .init("model", model.json), .init("platform", platform.json),
            .init("ruleset", .object([.init("id", .string(ruleset.id)), .init("version", .string(ruleset.version))])),
            .init("latency_ms", .number(latencyMilliseconds)), .init("latency_low_ms", .number(lowMilliseconds)),
            .init("latency_high_ms", .number(highMilliseconds)), .init("overhead_ms", .number(overheadMilliseconds)),
            .init(
                "coverage",
                .object([
                    .init("kernels", .number(coverage.kernels)),
                    .init("macs", .number(coverage.multiplyAccumulates)),
                    .init("latency", .number(coverage.latency)),
                ])),
            .init("kernels", .array(kernels.map { .object($0.members + $0.members(ofTotal: total)) })),
            .init("diagnostics", .array(diagnostics.map(\.json))),
        ])
    }
}

extension LatencyReport.Platform {
    /// The `platform` member of a report.
    var json: JSONValue {
        .object([
            .init("id", .string(id)), .init("device", .string(device)), .init("unit", .string(unit)),
            .init("framework", .string(framework)), .init("framework_version", .string(frameworkVersion)),
            .init("precision", .string(precision)), .init("threads", .integer(threads)),
        ])
    }
}
