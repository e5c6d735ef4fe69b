internal import Glibc
import GraphIR
import KernelFormation
import Testing

/// The kernels of `onnxruntime-cpu` beside the operators of ONNX Runtime's saved optimised models, and those of other
/// rulesets beside what their runtimes execute or their converters write.
///
/// `KERNELCAST_EXPORTS` names what samples/sweep.py wrote; without it the exports beside the tests are compared.
@Suite struct RuntimeComparisonTests {
    static let exports = unsafe getenv("KERNELCAST_EXPORTS").map { unsafe String(cString: $0) }

    /// What is compared over many networks.
    private struct Total {
        var networks = 0
        var executed = 0
        var differences = 0
        var agreement: Double { 1 - Double(differences) / Double(max(executed, 1)) }
    }

    @Test func theRuntimeExecutesWhatWeForm() throws {
        var rows: [(network: String, level: String, comparison: RuntimeComparison)] = []
        var graph: (network: String, graph: Graph?) = ("", nil)
        for reference in try RuntimeReference.all(of: "onnxruntime") {
            if graph.network != reference.network {
                graph = (reference.network, try reference.graph(in: Self.exports))
            }
            guard let graph = graph.graph else { continue }
            let parameters = ["level": reference.level, "block": reference.block]
            let kernels = try KernelFormer(.named("onnxruntime-cpu"), parameters: parameters).kernels(of: graph).kernels
            let comparison = RuntimeComparison(
                executed: reference.executed, formed: kernels, by: .onnxRuntime)
            rows.append((reference.network, reference.level, comparison))
        }
        for level in ["1", "2", "3"] {
            let total = rows.filter { $0.level == level }.reduce(into: Total()) { total, row in
                total.networks += 1
                total.executed += row.comparison.executedCount
                total.differences += row.comparison.differenceCount
            }
            #expect(total.networks >= 60)
            #expect(total.agreement >= 0.99, "level \(level)")
            if Self.exports != nil { print("level \(level):", total, total.agreement) }
        }
        for row in rows.sorted(by: { $0.comparison.agreement < $1.comparison.agreement }) {
            #expect(row.comparison.agreement >= 0.9, "\(row.network), level \(row.level)")
            guard Self.exports != nil, row.comparison.differenceCount > 0 else { continue }
            let differences = row.comparison.differences.map { "\($0.kind) \($0.formed) for \($0.executed)" }
            print("\(row.network), level \(row.level):", row.comparison.agreement, differences.joined(separator: ", "))
        }
    }
    /// A ruleset and the runtime that it mirrors.
    struct Mirror: CustomTestStringConvertible {
        let ruleset: String
        /// What its table beside the tests is called.
        let runtime: String
        let kinds: RuntimeKinds
        /// What all networks together must reach, and each.
        let floor: Double
        let networkFloor: Double
        var testDescription: String { runtime }
    }

    @Test(arguments: [
        Mirror(ruleset: "mnn", runtime: "mnn", kinds: .mnn, floor: 0.95, networkFloor: 0.7),
        Mirror(ruleset: "ncnn", runtime: "ncnn", kinds: .ncnn, floor: 0.95, networkFloor: 0.7),
        Mirror(ruleset: "openvino-cpu", runtime: "openvino", kinds: .openVINO, floor: 0.98, networkFloor: 0.9),
    ]) func otherRuntimesExecuteWhatWeForm(_ mirror: Mirror) throws {
        var total = Total()
        var rows: [(network: String, comparison: RuntimeComparison)] = []
        for reference in try RuntimeReference.all(of: mirror.runtime) {
            let graph = try #require(try reference.graph(in: Self.exports), "\(reference.network)")
            let kernels = try KernelFormer(.named(mirror.ruleset)).kernels(of: graph).kernels
            let comparison = RuntimeComparison(executed: reference.executed, formed: kernels, by: mirror.kinds)
            total.networks += 1
            total.executed += comparison.executedCount
            total.differences += comparison.differenceCount
            rows.append((reference.network, comparison))
            #expect(comparison.agreement >= mirror.networkFloor, "\(reference.network): \(comparison.differences)")
        }
        #expect(total.networks >= 30)
        #expect(total.agreement >= mirror.floor)
        guard Self.exports != nil else { return }
        print(mirror.runtime, total, total.agreement)
        for row in rows where row.comparison.differenceCount > 0 {
            let differences = row.comparison.differences.map { "\($0.kind) \($0.formed) for \($0.executed)" }
            print(mirror.runtime, row.network, row.comparison.agreement, differences.joined(separator: ", "))
        }
    }
}
