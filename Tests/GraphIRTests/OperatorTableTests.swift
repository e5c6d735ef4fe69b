import Foundation
import Testing

@testable import GraphIR

/// The table of operators, `schemas/operators.md`, says what the code does. With `KERNELCAST_RECORD=1` it is written anew.
@Suite struct OperatorTableTests {
    private static let root = URL(filePath: #filePath).appending(path: "../../..").standardized

    private static let heading = """
        # Operators

        Made of `schemas/operators.tsv` and of the files in `Sources/GraphIR/Operators` by `KERNELCAST_RECORD=1 swift test \
        --filter OperatorTableTests`.

        The operators of onnx 1.22.0 and of ONNX Runtime 1.31.1, each with the opsets that define it anew: a file is read \
        by the one that it imports. `shape rule`: the types of the outputs follow from the inputs, but for what values or \
        data decide. `cost`: it has multiply-accumulates or parameters, which the others have not. `folding`: shape \
        arithmetic goes through it. What has no shape rule is kept, reported, and counts as unsupported.

        | domain | operator | opsets | shape rule | cost | folding |
        |---|---|---|---|---|---|

        """

    @Test func theTableIsCurrent() throws {
        let facts = try Self.text("schemas/operators.tsv")
        let table = try Self.heading + facts.split(separator: "\n").map(Self.row).joined()
        if ProcessInfo.processInfo.environment["KERNELCAST_RECORD"] == "1" {
            try Data(table.utf8).write(to: Self.root.appending(path: "schemas/operators.md"))
        }
        #expect(try Self.text("schemas/operators.md") == table)
    }

    @Test func everyOperatorOfONNXHasAShapeRule() throws {
        for line in try Self.text("schemas/operators.tsv").split(separator: "\n") {
            let columns = line.split(separator: "\t", omittingEmptySubsequences: false)
            guard columns[0] != "com.microsoft" else { continue }
            #expect(Self.type(String(columns[1]), ofDomain: String(columns[0])) != nil, "\(line)")
        }
    }

    private static func row(_ line: Substring) throws -> String {
        let columns = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        let source = try type(columns[1], ofDomain: columns[0]).map { type in
            try text("Sources/GraphIR/Operators/\(type).swift")
        }
        let marks = [
            source != nil, source?.contains("func cost(") == true, source?.contains("func outputElements(") == true,
        ]
        let cells = [columns[0].isEmpty ? "ai.onnx" : columns[0]] + columns[1...] + marks.map { $0 ? "yes" : "no" }
        return "| \(cells.joined(separator: " | ")) |\n"
    }

    private static func type(_ name: String, ofDomain domain: String) -> (any Operator.Type)? {
        let name = domain.isEmpty ? name : "\(domain).\(name)"
        let own = Operators.aliases[name]?.name ?? name
        return Operators.all.first { $0.names.contains(own) }
    }

    private static func text(_ path: String) throws -> String {
        String(decoding: try Data(contentsOf: root.appending(path: path)), as: UTF8.self)
    }
}
