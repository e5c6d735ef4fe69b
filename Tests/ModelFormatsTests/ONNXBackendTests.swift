internal import Glibc
import GraphIR
import Testing

@testable import ModelFormats

/// The backend tests of the `onnx` package 1.22.0, as `samples/onnx_backend.py` prepares them in the folder that
/// `KERNELCAST_ONNX_TESTS` names.
@Suite struct ONNXBackendTests {
    static let folder = unsafe getenv("KERNELCAST_ONNX_TESTS").map { unsafe String(cString: $0) }

    /// The models whose outputs' shapes do not follow from the file alone, each with the reason: `values` where they follow
    /// from the values of an input, `data` where only a run tells, `word` where onnx takes the wrong word of a loop's body,
    /// `zero-batch` where an extent of 0 is taken for an open batch.
    private static let exceptions = Dictionary(
        Fixture.lines("backend-exceptions.tsv").map { line in
            let parts = line.split(separator: "\t").map(String.init)
            return (parts[0], parts[1])
        }, uniquingKeysWith: { first, _ in first })

    /// Where all is checked, nothing may be left out.
    static let isRequired = unsafe getenv("CI").map { unsafe String(cString: $0) } == "true"

    @Test(.enabled(if: folder != nil || isRequired, "KERNELCAST_ONNX_TESTS names no models"))
    func everyModelIsReadAndEveryOutputTold() throws {
        let folder = try #require(Self.folder, "expected a folder in KERNELCAST_ONNX_TESTS, found none")
        let lines = try Fixture.lines(atPath: folder + "/expected.tsv").map {
            $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        }
        var reasons: [String: String] = [:]
        var problems: [String] = []
        let outputsByModel = Dictionary(grouping: lines, by: { $0[0] })
        #expect(outputsByModel.count == 1905)
        for (model, outputs) in outputsByModel.sorted(by: { $0.key < $1.key }) {
            let found = Self.outputTypes(ofModelAt: "\(folder)/\(model).onnx", &problems)
            for output in outputs {
                let text = found[output[1]].map(Self.text) ?? "none"
                if Self.contradicts(text, output[2]) {
                    problems.append("\(model): \(output[1]): declared \(output[2]), found \(text)")
                }
                if Self.isLessDefined(text, than: output[3]), !Self.isReadOtherwise(model) {
                    problems.append("\(model): \(output[1]): onnx finds \(output[3]), we \(text)")
                }
            }
            guard outputs.contains(where: { Self.isLessDefined(found[$0[1]].map(Self.text) ?? "", than: $0[2]) }) else {
                continue
            }
            var valued = found
            let path = "\(folder)/\(model).values.onnx"
            if unsafe access(path, F_OK) == 0 { valued = Self.outputTypes(ofModelAt: path, &problems) }
            let isTold = outputs.allSatisfy { !Self.isLessDefined(valued[$0[1]].map(Self.text) ?? "", than: $0[2]) }
            reasons[model] = isTold ? "values" : "data"
        }
        for (model, reason) in reasons.sorted(by: { $0.key < $1.key })
        where Self.exceptions[model] == nil || (Self.exceptions[model] == "values" && reason == "data") {
            problems.append("\(model)\t\(reason)")
        }
        problems += Self.exceptions.keys.filter { reasons[$0] == nil && Self.exceptions[$0] != "word" }.sorted().map {
            "\($0) is no exception"
        }
        #expect(problems.isEmpty, "\(problems.count) problems:\n\(problems.joined(separator: "\n"))")
    }

    /// Whether onnx takes something in the file for something else than we do.
    private static func isReadOtherwise(_ model: String) -> Bool {
        exceptions[model] == "word" || exceptions[model] == "zero-batch"
    }

    private static func outputTypes(ofModelAt path: String, _ problems: inout [String]) -> [String: TensorType] {
        do {
            var graph = try ModelReader().read(path: path).graph
            for diagnostic in try graph.infer() where diagnostic.code == "unknown-operator" {
                problems.append("\(path): \(diagnostic.location): \(diagnostic.message)")
            }
            return Dictionary(graph.outputs.map { (graph[$0].name, graph[$0].type) }) { first, _ in first }
        } catch {
            problems.append("\(path): \(error)")
            return [:]
        }
    }

    /// As `samples/onnx_backend.py` writes types.
    private static func text(_ type: TensorType) -> String {
        TensorType(type.element, type.shape?.map { $0.value == nil ? .unknown : $0 }, container: type.container)
            .description
    }

    /// Whether two types cannot both be true.
    private static func contradicts(_ found: String, _ declared: String) -> Bool {
        let (found, declared) = (parts(found), parts(declared))
        guard found.kind == declared.kind else { return declared.kind != "unknown" }
        guard let own = found.shape, let shape = declared.shape else { return false }
        return own.count != shape.count || zip(own, shape).contains { $0 != "?" && $1 != "?" && $0 != $1 }
    }

    private static func isLessDefined(_ found: String, than other: String) -> Bool {
        let found = parts(found)
        let other = parts(other)
        guard let shape = other.shape else { return other.kind != "unknown" && found.kind != other.kind }
        guard found.kind == other.kind, let own = found.shape, own.count == shape.count else { return true }
        return zip(own, shape).contains { $1 != "?" && $0 != $1 }
    }

    /// `sequence of float32 2x3` as its kind and its axes; nil axes where the rank is not known.
    private static func parts(_ text: String) -> (kind: String, shape: [Substring]?) {
        if text.hasSuffix(" of unknown rank") { return (String(text.dropLast(" of unknown rank".count)), nil) }
        if text.hasSuffix(" scalar") { return (String(text.dropLast(" scalar".count)), []) }
        guard let space = text.lastIndex(of: " ") else { return (text, nil) }
        return (String(text[..<space]), text[text.index(after: space)...].split(separator: "x"))
    }
}
