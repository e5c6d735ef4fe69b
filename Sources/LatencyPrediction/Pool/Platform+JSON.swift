public import JSONText
import KernelFormation

extension Platform {
    static let schema = "kernelcast/platform/1"

    /// `platform.json`: all but the predictors, which have files of their own.
    public var json: JSONValue {
        var members: [JSONValue.Member] = [
            .init("schema", .string(Self.schema)), .init("id", .string(id)), .init("device", .string(identity.device)),
            .init("unit", .string(identity.unit)), .init("framework", .string(identity.framework)),
            .init("framework_version", .string(identity.frameworkVersion)),
            .init("precision", .string(identity.precision)), .init("threads", .integer(identity.threads)),
            .init("ruleset", ruleset.json), .init("gpu", gpu?.json ?? .null), .init("provenance", provenance.json),
            .init("overhead", overhead.json), .init("fallback", fallback.json),
            .init("network_spread", networkSpread.json), .init("held_out", accuracy.json),
        ]
        if let adaptation { members.append(.init("sources", .array(adaptation.sources.map { .string($0.id) }))) }
        return .object(members)
    }

    /// Reads `platform.json`, and puts the predictors beside it.
    init(
        _ reader: JSONReader, predictors: PredictorSet, work: WorkPredictor?, adaptation: Adaptation?
    ) throws(JSONError) {
        let schema = try reader.member("schema")
        guard try schema.string() == Self.schema else {
            throw schema.error("expected \"\(Self.schema)\", found \"\(try schema.string())\"")
        }
        try reader.allowOnly([
            "schema", "id", "device", "unit", "framework", "framework_version", "precision", "threads", "ruleset",
            "gpu", "provenance", "overhead", "fallback", "network_spread", "held_out", "sources",
        ])
        self.init(
            identity: Identity(
                device: try reader.member("device").string(), unit: try reader.member("unit").string(),
                framework: try reader.member("framework").string(),
                frameworkVersion: try reader.member("framework_version").string(),
                precision: try reader.member("precision").string(), threads: try reader.member("threads").integer()),
            ruleset: try RulesetChoice(reader.member("ruleset")),
            gpu: try reader.optional("gpu").map { (gpu) throws(JSONError) in try GPUModel(gpu) },
            provenance: try Provenance(reader.member("provenance")), predictors: predictors, work: work,
            adaptation: adaptation,
            overhead: try OverheadModel(reader.member("overhead")),
            fallback: try Roofline(reader.member("fallback")),
            networkSpread: try Predictor.Spread(reader.member("network_spread")),
            accuracy: try HeldOutAccuracy(reader.member("held_out")))
        let name = try reader.member("id")
        guard try name.string() == id else { throw name.error("expected \"\(id)\", found \"\(try name.string())\"") }
    }
}

extension Platform.RulesetChoice {
    fileprivate var json: JSONValue {
        let parameters = parameters.sorted { $0.key < $1.key }.map { JSONValue.Member($0.key, .string($0.value)) }
        return .object([.init("name", .string(name)), .init("parameters", .object(parameters))])
    }

    fileprivate init(_ reader: JSONReader) throws(JSONError) {
        var parameters: [String: String] = [:]
        for (key, value) in try reader.member("parameters").members() { parameters[key] = try value.string() }
        self.init(name: try reader.member("name").string(), parameters: parameters)
    }
}

extension GPUModel {
    fileprivate var json: JSONValue {
        .object([
            .init("family", .string(family.rawValue)), .init("compute_units", .integer(computeUnits)),
            .init("wave_size", .integer(waveSize)), .init("depthwise_group_limit", .integer(depthwiseGroupLimit)),
        ])
    }

    fileprivate init(_ reader: JSONReader) throws(JSONError) {
        let name = try reader.member("family")
        guard let family = Family(rawValue: try name.string()) else {
            let known = Family.allCases.map(\.rawValue).joined(separator: ", ")
            throw name.error("expected one of \(known), found \"\(try name.string())\"")
        }
        self.init(
            family: family, computeUnits: try reader.positive("compute_units"),
            waveSize: try reader.positive("wave_size"),
            depthwiseGroupLimit: try reader.positive("depthwise_group_limit"))
    }
}

extension Platform.Provenance {
    fileprivate var json: JSONValue {
        .object([
            .init("processor", .string(processor)), .init("source", .string(source)), .init("commit", .string(commit)),
            .init("licence", .string(licence)), .init("citation", .string(citation)),
            .init("networks", .integer(networkCount)), .init("kernels", .integer(kernelCount)),
        ])
    }

    fileprivate init(_ reader: JSONReader) throws(JSONError) {
        self.init(
            processor: try reader.member("processor").string(), source: try reader.member("source").string(),
            commit: try reader.member("commit").string(), licence: try reader.member("licence").string(),
            citation: try reader.member("citation").string(), networkCount: try reader.member("networks").integer(),
            kernelCount: try reader.member("kernels").integer())
    }
}

extension OverheadModel {
    private static let form = "a + b*kernels + sum((c + d - 1)*kernel) + e*others"

    fileprivate var json: JSONValue {
        let deviations = scaleDeviations.sorted { $0.key.name < $1.key.name }.map { scope, deviation in
            JSONValue.object(scope.members + [.init("d", .number(deviation))])
        }
        return .object([
            .init("form", .string(Self.form)), .init("a_ms", .number(constantMilliseconds)),
            .init("b_ms", .number(kernelMilliseconds)), .init("c", .number(scale)), .init("d", .array(deviations)),
            .init("e_ms", .number(otherKernelMilliseconds)),
        ])
    }

    fileprivate init(_ reader: JSONReader) throws(JSONError) {
        let form = try reader.member("form")
        guard try form.string() == Self.form else {
            throw form.error("expected \"\(Self.form)\", found \"\(try form.string())\"")
        }
        var deviations: [Predictor.Scope: Double] = [:]
        for entry in try reader.member("d").elements() {
            deviations[try Predictor.Scope(entry)] = try entry.finite("d")
        }
        self.init(
            constantMilliseconds: try reader.finite("a_ms"), kernelMilliseconds: try reader.finite("b_ms"),
            scale: try reader.finite("c"), scaleDeviations: deviations,
            otherKernelMilliseconds: try reader.finite("e_ms"))
    }
}

extension Roofline {
    fileprivate var json: JSONValue {
        .object([
            .init("launch_ms", .number(launchMilliseconds)), .init("ms_per_megabyte", .number(millisecondsPerMegabyte)),
            .init("ms_per_mega_mac", .number(millisecondsPerMegaMAC)), .init("spread", spread.json),
        ])
    }

    fileprivate init(_ reader: JSONReader) throws(JSONError) {
        self.init(
            launchMilliseconds: try reader.finite("launch_ms"),
            millisecondsPerMegabyte: try reader.finite("ms_per_megabyte"),
            millisecondsPerMegaMAC: try reader.finite("ms_per_mega_mac"),
            spread: try Predictor.Spread(reader.member("spread")))
    }
}

extension Predictor.Spread {
    /// The quantiles of ln(measured / predicted).
    fileprivate var json: JSONValue { .object([.init("q05", .number(low)), .init("q95", .number(high))]) }

    fileprivate init(_ reader: JSONReader) throws(JSONError) {
        self.init(low: try reader.finite("q05"), high: try reader.finite("q95"))
    }
}

extension Predictor.Scope {
    fileprivate var members: [JSONValue.Member] {
        [.init("type", .string(type.rawValue)), .init("algorithm", .string(algorithm))]
    }

    fileprivate init(_ reader: JSONReader) throws(JSONError) {
        let name = try reader.member("type")
        guard let type = KernelType(rawValue: try name.string()) else {
            throw name.error("expected a kernel type, found \"\(try name.string())\"")
        }
        self.init(type, algorithm: try reader.member("algorithm").string())
    }
}

extension Platform.HeldOutAccuracy {
    fileprivate var json: JSONValue {
        let kernels = kernels.sorted { $0.key.name < $1.key.name }.map { scope, accuracy in
            JSONValue.object(scope.members + accuracy.members)
        }
        var members: [JSONValue.Member] = [
            .init("protocol", .string(protocolDescription)), .init("networks", .object(networks.members)),
        ]
        if let families { members.append(.init("families", .object(families.members))) }
        return .object(members + [.init("kernels", .array(kernels))])
    }

    fileprivate init(_ reader: JSONReader) throws(JSONError) {
        var kernels: [Predictor.Scope: Accuracy] = [:]
        for entry in try reader.member("kernels").elements() {
            kernels[try Predictor.Scope(entry)] = try Accuracy(entry)
        }
        self.init(
            protocolDescription: try reader.member("protocol").string(),
            networks: try Accuracy(reader.member("networks")),
            families: try reader.optional("families").map { (families) throws(JSONError) in try Accuracy(families) },
            kernels: kernels)
    }
}

extension Accuracy {
    /// What JSON results say of an accuracy.
    public var members: [JSONValue.Member] {
        [
            .init("n", .integer(count)), .init("within5", .number(within5)), .init("within10", .number(within10)),
            .init("mape", .number(meanRelativeError)), .init("rmse_ms", .number(rootMeanSquareMilliseconds)),
        ] + (coverage.map { [.init("interval_coverage", .number($0))] } ?? [])
    }

    fileprivate init(_ reader: JSONReader) throws(JSONError) {
        self.init(
            count: try reader.member("n").integer(), within5: try reader.finite("within5"),
            within10: try reader.finite("within10"), meanRelativeError: try reader.finite("mape"),
            rootMeanSquareMilliseconds: try reader.finite("rmse_ms"),
            coverage: try reader.optional("interval_coverage").map { (part) throws(JSONError) in try part.number() })
    }
}

extension JSONReader {
    fileprivate func finite(_ key: String) throws(JSONError) -> Double { try member(key).number() }

    fileprivate func positive(_ key: String) throws(JSONError) -> Int {
        let member = try member(key)
        let value = try member.integer()
        guard (1...1 << 20).contains(value) else { throw member.error("expected 1 to \(1 << 20), found \(value)") }
        return value
    }
}
