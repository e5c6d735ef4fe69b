import FoundationEssentials
import GraphIR
import ModelFormats

/// What a runtime executes of one export: ONNX Runtime at one level of optimisation, as samples/runtime_references.py
/// counts it in the model that the runtime saves, others as samples/converter_references.py counts it.
struct RuntimeReference {
    /// Where it comes from and its name: `tv/resnet18`.
    let network: String
    /// Channels that NCHWc keeps together on the CPU that saved the model; `none` without that layout.
    let block: String
    /// The sizes of dynamic axes.
    let dims: [String: Int]
    let level: String
    /// Counts by operator.
    let executed: [String: Int]

    /// The counts of a runtime's table beside the tests, a network's levels one after the other.
    static func all(of runtime: String) throws -> [RuntimeReference] {
        let text = try String(contentsOf: URL(filePath: fixtures + "/\(runtime).tsv"), encoding: .utf8)
        return text.split(separator: "\n").map { line in
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
            return RuntimeReference(
                network: String(fields[0]), block: fields[1] == "0" ? "none" : String(fields[1]),
                dims: numbers(fields[2]), level: String(fields[3]), executed: numbers(fields[4]))
        }
    }

    /// The inferred graph of the export, from a folder that samples/sweep.py wrote, or else from the exports without
    /// weights beside the tests; nil where it is in neither.
    func graph(in folder: String?) throws -> Graph? {
        let parts = network.split(separator: "/")
        let places = ["\(parts[0])/\(parts[1])", "\(parts[0])/\(parts[1])/\(parts[1])"].map { $0 + ".onnx" }
        let paths = [folder, Self.fixtures + "/onnxruntime"].compactMap(\.self).flatMap { folder in
            places.map { "\(folder)/\($0)" }
        }
        guard let path = paths.first(where: FileManager.default.fileExists) else { return nil }
        var graph = try ModelReader().read(path: path).graph
        for (name, size) in dims { try graph.fix(dimension: name, to: size) }
        _ = try graph.infer()
        return graph
    }

    private static let fixtures =
        #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        + "/Fixtures"

    /// The pairs of `Add=8 com.microsoft:FusedConv=20`.
    private static func numbers(_ text: Substring) -> [String: Int] {
        let pairs = text.split(separator: " ").map { $0.split(separator: "=") }
        return Dictionary(uniqueKeysWithValues: pairs.map { (String($0[0]), Int($0[1]) ?? 0) })
    }
}
