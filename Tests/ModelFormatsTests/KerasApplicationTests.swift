internal import Glibc
import GraphIR
import JSONText
import ModelFormats
import Testing

/// The folder that `samples/convert_keras.py` filled, where `KERNELCAST_KERAS` names one.
private let folder = unsafe getenv("KERNELCAST_KERAS").map { unsafe String(cString: $0) }

/// The networks of tf.keras.applications as TensorFlow's own interpreter reads them, and as we do.
@Suite(.enabled(if: folder != nil)) struct KerasApplicationTests {
    @Test func everyNetworkIsReadAsTensorFlowReadsIt() throws {
        let folder = try #require(folder)
        let reference = try MappedFile(path: "\(folder)/reference.json").withBytes { bytes in
            unsafe bytes.withUnsafeBytes { unsafe Array($0) }
        }
        var counts = (networks: 0, operators: 0, tensors: 0)
        for (network, expected) in try JSONReader(JSONValue(parsing: reference)).members() {
            var graph = try ModelReader().read(path: "\(folder)/\(network).tflite").graph
            // Keras leaves the size of MobileNetV3's image open.
            for input in graph.inputs where !graph[input].type.isStatic {
                try graph.fix(graph[input].name, to: [1, 224, 224, 3])
            }
            #expect(try graph.infer() == [], "\(network)")
            var operators: [String: Int] = [:]
            for node in graph.nodes { operators[node.operatorName, default: 0] += 1 }
            let names = try expected.member("operators").members()
            let counted = try names.map { ($0.key, try $0.reader.integer()) }
            #expect(operators == Dictionary(uniqueKeysWithValues: counted), "\(network)")
            #expect(graph.values.count == (try expected.member("tensors").integer()), "\(network)")
            #expect(graph.nodes.allSatisfy { $0.operation != nil }, "\(network)")
            #expect(graph.shapeCoverage.openNames == [], "\(network)")
            counts.networks += 1
            counts.operators += graph.nodes.count
            counts.tensors += graph.values.count
        }
        print("\(counts.networks) networks, \(counts.operators) operators, \(counts.tensors) tensors")
    }
}
