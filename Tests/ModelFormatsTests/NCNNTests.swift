internal import Glibc
import GraphIR
import JSONText
import Testing

@testable import ModelFormats

/// The folder of published measurements and graphs, where `KERNELCAST_DATA` names one.
private let data = unsafe getenv("KERNELCAST_DATA").map { unsafe String(cString: $0) + "/ncnn-params" }

/// What `samples/ncnn_shapes.py` wrote of these graphs, where `KERNELCAST_NCNN_SHAPES` names it.
private let computedShapes = unsafe getenv("KERNELCAST_NCNN_SHAPES").map { unsafe String(cString: $0) }

/// ncnn's `.param` files.
@Suite struct NCNNTests {
    static func read(_ text: String) throws -> ImportedModel {
        try ModelReader().read(WireWriter(bytes: Array(text.utf8)))
    }

    /// A file of these layers.
    static func file(blobs: Int, _ layers: String...) -> String {
        "7767517\n\(layers.count) \(blobs)\n" + layers.map { $0 + "\n" }.joined()
    }

    @Test func readsLayersBlobsAndWhatTheWeightsFollowFrom() throws {
        var model = try Self.read(
            Self.file(
                blobs: 4, "Input  data  0 1 data 0=224 1=224 2=3",
                "Convolution conv1 1 1 data a 0=32 1=3 3=2 4=1 5=1 6=864 9=3 -23310=2,0.000000e+00,6.000000e+00",
                "Pooling  pool 1 1 a b 0=1 4=1", "InnerProduct fc 1 1 b c 0=10 1=1 2=320"))
        #expect(try model.graph.infer() == [])
        #expect(model.format == "ncnn")
        let graph = model.graph
        #expect(graph.nodes.map(\.operatorName) == ["Convolution", "Pooling", "InnerProduct"])
        #expect(graph.nodes.map(\.onnxName) == ["Conv", "GlobalAveragePool", "Gemm"])
        #expect(graph.nodes.map(\.name) == ["conv1", "pool", "fc"])
        let types = graph.values.filter { !$0.isConstant }.map(\.type.description)
        #expect(types == ["float32 1x3x224x224", "float32 1x32x112x112", "float32 1x32", "float32 1x10"])
        #expect(graph.parameterCount == 864 + 32 + 320 + 10)
        #expect(graph.cost(ofNode: 0)?.multiplyAccumulates == 864 * 112 * 112)
        #expect((graph.nodes[0].operation as? any ActivatedOperator)?.fusedActivation == "relu6")
        #expect(graph.outputs.map { graph[$0].name } == ["c"])
    }

    @Test func anInputOfOpenShapeIsFixedByTheUser() throws {
        var graph = try Self.read(Self.file(blobs: 2, "Input in0 0 1 in0", "ReLU r 1 1 in0 out0")).graph
        try graph.fix("in0", to: [1, 3, 8, 8])
        #expect(try graph.infer() == [])
        #expect(graph.values.map(\.type.description) == ["float32 1x3x8x8", "float32 1x3x8x8"])
    }

    typealias Row = (text: String, message: String)

    static let rows: [Row] = [
        ("7767517 \n", "line 1: expected the numbers of layers and of blobs, found something else"),
        ("77675170\n1 1\n", "line 1: expected 7767517, found another first line"),
        (
            "7767517\n-1 1\n",
            "line 2: expected the numbers of layers and of blobs, found something else"
        ),
        (
            file(blobs: 1, "Input in0 0"),
            "line 3: expected a type, a name and the numbers of blobs read and written, found something else"
        ),
        (
            file(blobs: 1, "Input in0 0 2147483648 a"),
            "line 3: expected a type, a name and the numbers of blobs read and written, found something else"
        ),
        (
            file(blobs: 1, "Input in0 2147483647 2147483647 a"),
            "line 3: expected 4294967294 names of blobs, found 1 words"
        ),
        ("7767517\n2 1\nInput in0 0 1 a\n", "expected 2 layers, found 1"),
        (file(blobs: 2, "Input in0 0 1 a"), "expected 2 blobs, found 1"),
        (
            file(blobs: 2, "ReLU r 1 1 a b"),
            "node 0 \"r\" (ReLU): line 3: expected a blob that an earlier layer writes, found \"a\""
        ),
        (
            file(blobs: 2, "Input in0 0 1 a", "ReLU r 1 1 a a"),
            "node 0 \"r\" (ReLU): line 4: expected a new blob, found \"a\", which is written already"
        ),
        (file(blobs: 1, "Input in0 0 1 a w=3"), "line 3: expected KEY=VALUE, found \"w=3\""),
        (file(blobs: 1, "Input in0 0 1 a 3"), "line 3: expected KEY=VALUE, found \"3\""),
        (file(blobs: 1, "Input in0 0 1 a 0=3 0=4"), "line 3: expected each parameter once, found 0 again"),
        (
            file(blobs: 1, "Input in0 0 1 a 0=99999999999"),
            "line 3: expected a number of 32 bits, found \"99999999999\""
        ),
        (file(blobs: 1, "Input in0 0 1 a 0=nan"), "line 3: expected a number of 32 bits, found \"nan\""),
        (file(blobs: 1, "Input in0 0 1 a 0=1e999"), "line 3: expected a number of 32 bits, found \"1e999\""),
        (
            file(blobs: 1, "Input in0 0 1 a -23300=4000000000,1"),
            "line 3: expected an array of as many items as it says, found \"-23300=4000000000,1\""
        ),
        (
            file(blobs: 1, "Input in0 0 1 a -23300=3,1,2"),
            "line 3: expected an array of as many items as it says, found \"-23300=3,1,2\""
        ),
        (
            file(blobs: 1, "Input in0 0 1 a 0=-5"),
            "node 0 \"in0\" (Input): attribute \"0\": expected 0 to 2147483647, found -5"
        ),
        (
            file(blobs: 2, "Input in0 0 1 a", "Convolution c 1 1 a b 0=8 1=3 6=100"),
            "node 0 \"c\" (Convolution): attribute \"6\": expected a multiple of 8 filters' [3, 3] weights, found 100"
        ),
        (
            file(blobs: 2, "Input in0 0 1 a", "Pooling c 1 1 a b 1=3 5=9"),
            "node 0 \"c\" (Pooling): attribute \"5\": expected 0 to 3, found 9"
        ),
    ]

    @Test(arguments: rows.indices) func refusesWithTheExactMessage(row: Int) {
        let error = #expect(throws: ImportError.self) { try Self.read(Self.rows[row].text) }
        #expect(error?.description == Self.rows[row].message)
    }

    @Test func tellsOfLinesBehindTheLastLayer() throws {
        let model = try Self.read("7767517\n1 1\nInput in0 0 1 a\nReLU r 1 1 a b\n\n")
        #expect(model.graph.nodes.isEmpty)
        #expect(
            model.diagnostics.map(\.message) == [
                "1 lines stand behind the 1 layers that the file announces; ncnn reads no further"
            ])
    }

    @Test func refusesAFileThatEndsEarly() {
        let layers = (1...40).map { "ReLU relu\($0) 1 1 b\($0 - 1) b\($0)\n" }
        let bytes = Array(("7767517\n41 41\nInput in0 0 1 b0 0=8 1=8 2=4\n" + layers.joined()).utf8)
        for end in stride(from: 64, to: bytes.count - 1, by: 64) {
            let error = #expect(throws: ImportError.self) {
                try ModelReader().read(WireWriter(bytes: Array(bytes[..<end])))
            }
            #expect(error?.description.contains("expected") == true)
        }
    }

    @Test func refusesOtherBytesThanUTF8() {
        let bytes = Array("7767517\n1 1\nInput ".utf8) + [0xC3, 0x28] + Array(" 0 1 a\n".utf8)
        let error = #expect(throws: ImportError.self) { try ModelReader().read(WireWriter(bytes: bytes)) }
        #expect(error?.description == "line 3: expected UTF-8, found other bytes")
    }

    @Test func refusesAShapeThatContradictsTheWeights() throws {
        var graph = try Self.read(
            Self.file(blobs: 2, "Input in0 0 1 a 0=8 1=8 2=4", "Convolution c 1 1 a b 0=8 1=3 6=216")
        ).graph
        let error = #expect(throws: GraphError.self) { try graph.infer() }
        #expect(error?.description == "node 0 \"c\" (Convolution): input 0: expected 3 channels, found 4")
    }

    /// Where a file carries hints of its blobs' shapes, as parameter 30 of the layer that writes them, they are ours.
    @Test(.enabled(if: data != nil)) func readsPublishedGraphsWithTheShapesThatTheyHint() throws {
        let folder = try #require(data)
        let names = try Self.params(in: folder)
        #expect(names.count == 35)
        for name in names {
            let graph = try Self.graph(of: name, in: folder)
            #expect(graph.nodes.allSatisfy { $0.operation != nil }, "\(name)")
            // How many boxes are found only a run tells.
            let isFound = graph.nodes.contains { $0.operatorName.hasSuffix("DetectionOutput") }
            #expect(
                graph.shapeCoverage.openNames.count == (isFound ? 1 : 0), "\(name): \(graph.shapeCoverage.openNames)")
            try checkHints(of: graph, at: "\(folder)/\(name)")
        }
    }

    @Test(.enabled(if: data != nil && computedShapes != nil)) func blobsHaveTheShapesThatNCNNComputes() throws {
        let folder = try #require(data)
        let text = try MappedFile(path: try #require(computedShapes)).withBytes { bytes in
            unsafe bytes.withUnsafeBytes { unsafe Array($0) }
        }
        var count = 0
        for (name, blobs) in try JSONReader(JSONValue(parsing: text)).members() {
            let graph = try Self.graph(of: name, in: folder)
            let shapes = Dictionary(
                graph.values.map { ($0.name, $0.type.fixedShape) }, uniquingKeysWith: { first, _ in first })
            for (blob, extents) in try blobs.members() {
                let computed = try extents.elements().map { try $0.integer() }
                guard let found = shapes[blob] ?? nil else { continue }
                #expect(found == computed, "\(name): \(blob)")
                count += 1
            }
        }
        print("\(count) shapes compared")
    }

    /// A published graph whose open image is of the size for which it was trained, or of 128.
    private static func graph(of name: String, in folder: String) throws -> Graph {
        var graph = try ModelReader().read(path: "\(folder)/\(name)").graph
        for input in graph.inputs where !graph[input].type.isStatic {
            let side = name == "vision_transformer.param" ? 384 : 128
            try graph.fix(graph[input].name, to: [1, 3, side, side])
        }
        _ = try graph.infer()
        return graph
    }

    private func checkHints(of graph: Graph, at path: String) throws {
        let bytes = try MappedFile(path: path).withBytes { bytes in unsafe bytes.withUnsafeBytes { unsafe Array($0) } }
        let shapes = Dictionary(
            graph.values.map { ($0.name, $0.type.fixedShape) }, uniquingKeysWith: { first, _ in first })
        for layer in try NCNNText(bytes).layers {
            guard case .integers(let hints)? = layer.parameters.first(where: { $0.name == "30" })?.value else {
                continue
            }
            // The hint of a detector is its input's, and boxes have another shape.
            for (index, blob) in layer.outputs.enumerated() where !layer.type.hasSuffix("DetectionOutput") {
                try #require(hints.count >= 4 * index + 4)
                // Axes, then width, height and channels.
                let hint = hints[(4 * index)..<(4 * index + 4)].map(\.self)
                let expected = [1] + hint[1...].prefix(hint[0]).reversed()
                #expect(shapes[blob] == expected, "\(path): \(layer.name): \(blob)")
            }
        }
    }

    private static func params(in folder: String) throws -> [String] {
        let directory = unsafe try #require(opendir(folder))
        defer { unsafe closedir(directory) }
        var names: [String] = []
        while let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if name.hasSuffix(".param") { names.append(name) }
        }
        return names.sorted()
    }
}
