import JSONText

/// nn-Meter's own file of rules: what its tests of a device found to be fused.
///
/// An object of rules by name, each with `obey`. `BF_conv_relu` says whether the second operator joins the kernel of the
/// first, rules of three operators whether all join; chains follow from pairs. `MON` says what happens where a value has
/// several readers: 0, nothing is fused there. Others name what no kernel follows from.
/// https://github.com/microsoft/nn-Meter, nn_meter/kernel_detector/rule_reader.py and docs/builder/test_fusion_rules.md.
enum NNMeterFusionRules {
    /// What nn-Meter calls an operator: the operators that it is, a condition, and the kernel that it begins.
    private static let operators: [String: (names: [String], condition: String?, kernel: KernelType)] = [
        "add": (["Add"], nil, .add), "avgpool": (["AveragePool"], nil, .avgpool),
        "bn": (["BatchNormalization"], nil, .batchNorm),
        "channelshuffle": (["ShuffleChannel", "channel_shuffle"], nil, .channelshuffle),
        "concat": (["Concat"], nil, .concat), "conv": (["Conv"], nil, .conv),
        "convtrans": (["ConvTranspose"], nil, .convtranspose), "div": (["Div"], nil, .elementwise),
        "dwconv": (["Conv"], "depthwise", .dwconv), "fc": (["fully_connected"], nil, .fc),
        "gap": (["GlobalAveragePool", "ReduceMean"], "reduces-image", .globalAvgpool),
        "hardsigmoid": (["HardSigmoid"], nil, .elementwise), "hswish": (["hard_swish"], nil, .hswish),
        "maxpool": (["MaxPool"], nil, .maxpool), "mul": (["Mul"], nil, .elementwise), "pad": (["Pad"], nil, .pad),
        "relu": (["Clip", "Relu"], nil, .relu), "reshape": (["Flatten", "Reshape"], nil, .reshape),
        "se": (["SqueezeExcite"], nil, .se), "sigmoid": (["Sigmoid"], nil, .elementwise),
        "split": (["Split"], nil, .split), "sub": (["Sub"], nil, .elementwise),
        "tanh": (["Tanh"], nil, .elementwise), "transpose": (["Transpose"], nil, .transpose),
    ]

    /// More chains than this follow from no device's rules.
    private static let chainLimit = 4096

    /// Whether a document is one of nn-Meter's rather than one of ours.
    static func describes(_ value: JSONValue) -> Bool {
        guard case .object(let members) = value, !members.contains(where: { $0.key == "schema" }) else { return false }
        return members.contains { member in
            guard case .object(let rule) = member.value else { return member.key.hasPrefix("BF_") }
            return rule.contains { $0.key == "obey" }
        }
    }

    /// The same rules as a document of the schema `kernelcast/ruleset/1`, longer chains before shorter ones.
    static func document(_ reader: JSONReader) throws(JSONError) -> JSONValue {
        var followers: [String: [String]] = [:]
        var chains: [[String]] = []
        for (name, rule) in try reader.members() {
            let obeyed = try rule.optional("obey")?.obeyed() ?? 0
            guard name.hasPrefix("BF_") else {
                guard name != "MON" || obeyed == 0 else {
                    throw rule.error(
                        "expected \"obey\" of 0, with which no value with several readers is fused, found \(obeyed)")
                }
                continue
            }
            let parts = name.split(separator: "_").dropFirst().map(String.init)
            for part in parts where operators[part] == nil {
                throw rule.error(
                    "expected operators of \(operators.keys.sorted().joined(separator: ", ")), found \"\(part)\"")
            }
            guard obeyed != 0, parts.count > 1 else { continue }
            if parts.count == 2 { followers[parts[0], default: []].append(parts[1]) } else { chains.append(parts) }
        }
        for first in followers.keys.sorted() { try extend([first], by: followers, &chains, reader) }
        chains.sort { ($1.count, $0.joined()) < ($0.count, $1.joined()) }
        return .object([
            .init("schema", .string("kernelcast/ruleset/1")), .init("id", .string("nn-meter-fusion-rules")),
            .init("version", .string("1")),
            .init(
                "mirrors",
                .object([
                    .init("framework", .string("the device that nn-Meter's rules were found on")),
                    .init("version", .string("of the file")), .init("read_in", .array([])),
                ])), .init("based_on", .string("none")), .init("rules", .array(chains.flatMap(rules))),
        ])
    }

    /// Every chain of pairs from one that is begun, no operator twice.
    private static func extend(
        _ chain: [String], by followers: [String: [String]], _ chains: inout [[String]], _ reader: JSONReader
    ) throws(JSONError) {
        for next in followers[chain[chain.count - 1]] ?? [] where !chain.contains(next) {
            chains.append(chain + [next])
            guard chains.count <= chainLimit else {
                throw reader.error("expected at most \(chainLimit) chains of fused operators, found more")
            }
            try extend(chain + [next], by: followers, &chains, reader)
        }
    }

    /// A chain as a rule; what begins with a convolution is three, by its groups.
    private static func rules(_ chain: [String]) -> [JSONValue] {
        guard let first = operators[chain[0]] else { return [] }
        let steps = chain.dropFirst().compactMap { operators[$0] }.map { step in
            let isArithmetic = step.names.allSatisfy(["Add", "Div", "Mul", "Sub"].contains)
            return JSONValue.object([
                .init("operators", .array(step.names.map(JSONValue.string))),
                .init("operand", .string(isArithmetic ? "same-shape" : "first")),
                .init("where", .array(step.condition.map { [.string($0)] } ?? [])),
            ])
        }
        let isActivated = first.kernel == .add && chain[1] == "relu"
        var kinds = [(first.condition, isActivated ? KernelType.addRelu : first.kernel)]
        if chain[0] == "conv" { kinds = [("grouped", .groupconv), (nil, .conv)] }
        return kinds.map { condition, kernel in
            .object([
                .init("id", .string(([kernel.rawValue] + chain).joined(separator: " "))),
                .init("because", .string("longer chains before shorter ones")),
                .init("root", .array(first.names.map(JSONValue.string))),
                .init("where", .array(condition.map { [.string($0)] } ?? [])), .init("then", .array(steps)),
                .init("kernel", .string(kernel.rawValue)),
            ])
        }
    }
}

extension JSONReader {
    /// What a rule obeys: nn-Meter writes true, 1 or null.
    fileprivate func obeyed() throws(JSONError) -> Int {
        switch value {
        case .bool(let flag): flag ? 1 : 0
        case .null: 0
        default: try integer()
        }
    }
}
