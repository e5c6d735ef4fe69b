internal import Glibc
import GraphIR
import JSONText
import KernelFormation
import ModelFormats
import Testing

/// The folder that `samples/convert_keras.py` and `samples/litert_partition.py` filled, where `KERNELCAST_KERAS` names it.
private let folder = unsafe getenv("KERNELCAST_KERAS").map { unsafe String(cString: $0) }

/// What LiteRT's delegate takes of Keras's networks, operator by operator, beside what `tflite-xnnpack` says.
@Suite(.enabled(if: folder != nil)) struct DelegatePartitionTests {
    /// Operators that write the same in every run are no kernels, and are not compared.
    @Test func theDelegateTakesWhatWeSay() throws {
        let folder = try #require(folder)
        let path = "\(folder)/partition.json"
        try #require(
            unsafe access(path, R_OK) == 0,
            "expected \(path), found none: python3 samples/litert_partition.py \(folder) makes it")
        let text = try MappedFile(path: path).withBytes { bytes in
            unsafe bytes.withUnsafeBytes { unsafe Array($0) }
        }
        let former = try KernelFormer(.named("tflite-xnnpack"))
        var compared = 0
        var differences: [String: Int] = [:]
        for (network, letters) in try JSONReader(JSONValue(parsing: text)).members() {
            let letters = Array(try letters.string())
            var graph = try ModelReader().read(path: "\(folder)/\(network).tflite").graph
            for input in graph.inputs where !graph[input].type.isStatic {
                try graph.fix(graph[input].name, to: [1, 224, 224, 3])
            }
            _ = try graph.infer()
            #expect(graph.nodes.count == letters.count, "\(network)")
            for kernel in former.kernels(of: graph).kernels {
                for node in kernel.nodes {
                    compared += 1
                    let isTaken = kernel.configuration.algorithm == "xnnpack"
                    guard isTaken != (letters[node] == "x") else { continue }
                    let kind = network.split(separator: "_").last ?? ""
                    differences["\(kind) \(graph.nodes[node].operatorName) \(letters[node])", default: 0] += 1
                }
            }
        }
        let count = differences.values.reduce(0, +)
        print("\(compared) operators, \(count) otherwise:", differences.sorted { $0.key < $1.key })
        #expect(100 * count <= 3 * compared)
    }
}
