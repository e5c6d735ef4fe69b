internal import Glibc
import Testing

@testable import KernelFormation

@Suite struct RulesetTests {
    /// nn-Meter's rules, and the kernels of a graph by them.
    static let fusionRules: [(rules: String, kernels: [String])] = [
        ("\"BF_conv_bn\": {\"obey\": true}", ["conv batchnormalization", "relu", "add", "relu"]),
        (
            "\"BF_conv_bn\": {\"obey\": true}, \"BF_bn_relu\": {\"obey\": 1}, \"BF_add_relu\": {\"obey\": null}",
            ["conv batchnormalization relu", "add", "relu"]
        ),
        (
            "\"BF_conv_bn_relu\": {\"obey\": true}, \"BF_add_relu\": {\"obey\": true}, \"MON\": {\"obey\": 0}",
            ["conv batchnormalization relu", "add relu"]
        ),
        (
            "\"BF_conv_bn\": {\"obey\": false}, \"BF_relu_add\": {\"obey\": true}, \"RT\": {\"obey\": true}",
            ["conv", "batchnormalization", "relu add", "relu"]
        ),
        ("\"MON\": {\"obey\": 0}", ["conv", "batchnormalization", "relu", "add", "relu"]),
    ]

    @Test(arguments: fusionRules) func nnMetersFusionRulesAreARuleset(rules: String, kernels: [String]) throws {
        let ruleset = try Ruleset(parsing: Array("{\(rules)}".utf8), place: "file")
        let graph = try GraphText.graph(
            "a = Conv(x, 8); b = BatchNormalization(a); c = Relu(b); d = Add(c, x); e = Relu(d)", input: "1x8x8x8")
        let formed = try KernelFormer(ruleset).kernels(of: graph).kernels
        #expect(formed.map { ([$0.configuration.operation] + $0.configuration.tail).joined(separator: " ") } == kernels)
    }

    private static func text(_ rule: String) -> String {
        """
        {"schema": "kernelcast/ruleset/1", "id": "r", "version": "1",
         "mirrors": {"framework": "f", "version": "1", "read_in": []},
         "rules": [{"id": "a", "because": "", "root": ["Conv"], \(rule)}]}
        """
    }

    /// A ruleset, the message it must give, and why the row exists.
    static let malformed: [(text: String, message: String, why: Comment)] = [
        ("", "file: byte 0: expected a value, found the end", "an empty file"),
        ("{}", "file: expected a member \"schema\", found none", "no schema"),
        (
            "{\"schema\": \"kernelcast/ruleset/2\"}",
            "file: schema: expected \"kernelcast/ruleset/1\", found \"kernelcast/ruleset/2\"", "a later schema"
        ),
        (
            text("\"kernel\": \"conv\""),
            "file: rules[0].kernel: expected one of \(KernelType.allCases.map(\.rawValue).sorted().joined(separator: ", ")), found \"conv\"",
            "a kernel type that does not exist"
        ),
        (
            text("\"kernel\": \"add\", \"were\": []"),
            "file: rules[0]: expected one of algorithm, because, emits, examples, free, id, kernel, root, tail, then, "
                + "when, where, found \"were\"", "a misspelt member"
        ),
        (
            text("\"kernel\": \"add\", \"where\": [\"kernel\"]"),
            "file: rules[0].where[0]: expected a number for \"kernel\", found none", "a guard without its number"
        ),
        (
            text("\"kernel\": \"add\", \"where\": [{\"depthwise\": 1}]"),
            "file: rules[0].where[0]: expected \"depthwise\" alone, found a number", "a guard with a number too many"
        ),
        (
            text("\"kernel\": \"add\", \"where\": [{\"kernel\": {\"by\": \"gpu\", \"mali\": 3}}]"),
            "file: rules[0].where[0].kernel: expected a member \"default\", found none", "a threshold with a hole"
        ),
        (
            "{\"BF_conv_warp\": {\"obey\": true}}",
            "file: BF_conv_warp: expected operators of add, avgpool, bn, channelshuffle, concat, conv, convtrans, div, "
                + "dwconv, fc, gap, hardsigmoid, hswish, maxpool, mul, pad, relu, reshape, se, sigmoid, split, sub, tanh, "
                + "transpose, found \"warp\"", "a rule of nn-Meter's on an operator that it does not have"
        ),
        (
            "{\"BF_conv_bn\": {\"obey\": true}, \"MON\": {\"obey\": 2}}",
            "file: MON: expected \"obey\" of 0, with which no value with several readers is fused, found 2",
            "a rule of nn-Meter's that is not followed"
        ),
        (
            text("\"kernel\": \"add\", \"when\": {\"gpu\": [\"mali\"]}"),
            "file: expected parameters that the ruleset names, found \"gpu\"", "a condition that could never hold"
        ),
    ]

    @Test(arguments: malformed) func refusesWithTheExactMessage(text: String, message: String, why: Comment) {
        let error = #expect(throws: KernelFormationError.self, why) {
            try Ruleset(parsing: Array(text.utf8), place: "file")
        }
        #expect(error?.description == message, why)
    }

    @Test func anUnknownNameIsAnsweredWithTheKnown() {
        #expect(
            throws: KernelFormationError(
                "expected one of \(Ruleset.names.joined(separator: ", ")) or a file, found \"x\"", at: "ruleset")
        ) {
            try Ruleset.named("x")
        }
    }

    @Test func parametersMustBeOnesThatTheRulesetNames() throws {
        let ruleset = try Ruleset.named("tflite-gpu")
        #expect(
            throws: KernelFormationError(
                "expected a parameter of gpu, converter, precision, found \"colour\"", at: "tflite-gpu")
        ) { try KernelFormer(ruleset, parameters: ["colour": "red"]) }
        #expect(
            throws: KernelFormationError(
                "expected one of fp16, fp32 for \"precision\", found \"int8\"", at: "tflite-gpu")
        ) { try KernelFormer(ruleset, parameters: ["precision": "int8"]) }
    }

    @Test(arguments: [
        ("adreno-6xx", 128), ("adreno-5xx", 64), ("adreno", 64), ("mali", 32), ("default", 32),
    ]) func aThresholdHoldsForFamiliesByTheirBeginning(gpu: String, number: Int) {
        let threshold = Threshold.byParameter("gpu", ["adreno-6xx": 128, "adreno": 64, "default": 32])
        #expect(threshold.number(for: ["gpu": gpu]) == number)
    }

    @Test func theListOfLoweringsHasTheFilesOfTheFolder() throws {
        let files = try names(in: "Sources/KernelFormation/Lowerings", suffix: ".swift")
        #expect(
            Lowerings.list.map { String(describing: $0) } == files.filter { $0 != "Lowering" && $0 != "Lowerings" })
    }

    @Test func theListOfRulesetsHasTheFilesOfTheFolder() throws {
        #expect(try names(in: "Sources/KernelFormation/Rulesets", suffix: ".json") == Ruleset.names)
    }

    @Test func everyRuleSaysWhyAndEveryGuardAndLoweringIsUsed() throws {
        let rulesets = try Ruleset.names.map { try Ruleset.named($0) }
        let rules = rulesets.flatMap(\.rules)
        #expect(rules.allSatisfy { !$0.because.isEmpty })
        let guards = Set(rules.flatMap { $0.guards + $0.steps.flatMap(\.guards) }.map(\.name))
        #expect(guards == Set(Guard.Name.allCases))
        #expect(Set(rulesets.flatMap(\.lowerings).map(\.name)) == Set(Lowerings.all.keys))
    }

    /// The names of a folder's files without their common ending, in order.
    private func names(in folder: String, suffix: String) throws -> [String] {
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let directory = unsafe try #require(opendir("/\(root)/\(folder)"))
        defer { unsafe closedir(directory) }
        var names: [String] = []
        while let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if name.hasSuffix(suffix) { names.append(String(name.dropLast(suffix.count))) }
        }
        return names.sorted()
    }
}
