internal import Glibc
import Testing

@testable import KernelFormation

@Suite struct RulesetTests {
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
