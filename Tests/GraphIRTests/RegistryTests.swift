internal import Glibc
import Testing

@testable import GraphIR

@Suite struct RegistryTests {
    @Test func theListHasTheFilesOfTheFolderInOrder() throws {
        let listed = Operators.all.map { String(describing: $0) }
        #expect(listed == (try Self.files(in: "Operators").filter { $0 != "Operators" }))
    }

    @Test func noNameStandsTwice() {
        let names = Operators.all.flatMap { $0.names }
        #expect(Set(names).count == names.count)
    }

    @Test func eachDomainHasOperatorsOfItsOwn() throws {
        func make(_ name: String, _ domain: String) throws -> (any Operator)? {
            try Operators.make(.init(name: name, domain: domain, opset: 20, inputCount: 1, outputCount: 1))
        }
        #expect(try make("Relu", "") is ElementwiseUnary)
        #expect(try make("Relu", "ai.onnx") is ElementwiseUnary)
        #expect(try make("Relu", "com.microsoft") == nil)
        #expect(try make("QuickGelu", "com.microsoft") is FusedElementwise)
        #expect(try make("QuickGelu", "") == nil)
        #expect(try make("Pad", "com.microsoft") is Pad)
    }

    @Test func aliasesLeadToOperators() {
        let names = Set(Operators.all.flatMap { $0.names })
        #expect(Operators.aliases.allSatisfy { names.contains($0.value.name) && !names.contains($0.key) })
    }

    /// The names of the Swift files in a folder of GraphIR, in alphabetical order.
    static func files(in name: String) throws -> [String] {
        let folder = #filePath.split(separator: "/").dropLast(3).joined(separator: "/") + "/Sources/GraphIR/\(name)"
        let directory = unsafe try #require(opendir("/" + folder))
        defer { unsafe closedir(directory) }
        var names: [String] = []
        while let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            guard name.hasSuffix(".swift") else { continue }
            names.append(String(name.dropLast(".swift".count)))
        }
        return names.sorted()
    }
}
