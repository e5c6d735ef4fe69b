import KernelFormation
import Testing

@testable import Measurements

@Suite struct MeasurementFileTests {
    static let networks = NetworkKernelsTests.titles + "net,3,conv-bn-relu,conv,\(NetworkKernelsTests.kernel)"

    private static func read(
        _ text: String, column: String? = nil, need: MeasurementFile.Need = .measurements
    ) throws(MeasurementError) -> MeasurementFile {
        try MeasurementFile(Array(text.utf8), name: "f", column: column, need: need) { () throws(MeasurementError) in
            try NetworkKernels(try CSVTable(Array(networks.utf8), file: "cnn.csv"))
        }
    }

    static let block = #"{"transffn_14_96_2_hard_swish_ln": 1.5, "mbpool_7_160_1984_6_hard_swish": 2}"#
    static let lines = """
        {"kernel": "conv-bn-relu", "hw": 56, "cin": 24, "cout": 48, "k": 3, "stride": 2, "latency_ms": 1.5}
        {"kernel": "fc", "hw": 1, "cin": 1280, "cout": 1000, "k": 1, "stride": 1, "latency_ms": 2}

        """
    static let litePred =
        "kernel,HW,CIN,COUT,KERNEL_SIZE,STRIDES,latency_ms\nadd,56,24,24,1,1,1.5\nhswish,7,96,96,1,1,2\n"
    static let models = "path,milliseconds\na.onnx,1.5\nb.onnx,2\n"
    static let table = "model,pixel4|1large|float|mean\nnet,1500\n"

    @Test(arguments: [
        (block, nil as String?, [1.5, 2]), (lines, nil, [1.5, 2]), (litePred, nil, [1.5, 2]), (models, nil, [1.5, 2]),
        (table, "pixel4|1large|float", [1.5]),
    ]) func readsEveryKind(text: String, column: String?, milliseconds: [Double]) throws {
        #expect(try Self.read(text, column: column).entries.map(\.milliseconds) == milliseconds)
        let candidates = try Self.read(text, need: .candidates)
        #expect(candidates.entries.allSatisfy { $0.milliseconds == nil })
        let kept = try Self.read(candidates.text(of: [candidates.entries.count - 1]), need: .candidates)
        #expect(kept.entries.count == 1, "what is chosen is a file of the same kind")
        #expect(
            kept.entries[0].place != candidates.entries[0].place || candidates.entries.count == 1 || text != Self.block)
    }

    @Test func aNetworkHasItsKernels() throws {
        guard case .workload(let network) = try Self.read(Self.table, column: "pixel4|1large|float").entries[0].subject
        else {
            Issue.record("expected a workload")
            return
        }
        #expect(network.kind == .network)
        #expect(network.parts.map(\.count) == [3])
    }

    static let line = #"{"kernel": "fc", "hw": 1, "cin": 8, "cout": 8, "k": 1, "stride": 1, "latency_ms": 1}"#

    static let malformed: [(text: String, message: String, why: Comment)] = [
        (
            "a,b\n1,2\n", "f: expected the column \"path\", \"model\" or LitePred's columns, found a, b",
            "wrong columns"
        ),
        (
            table, "f: expected the name of the column to read, such as \"pixel4|1large|float\"", "no column named"
        ),
        (
            "model,x|mean\nother,1\n", "f: expected the name of the column to read, such as \"x\"",
            "no column named, of other columns"
        ),
        ("", "f: expected a header, found an empty file", "an empty file"),
        (
            "[1, 2]", "f: expected a JSON object, lines of JSON objects or a CSV, found a JSON array", "an array"
        ),
        (
            "path,milliseconds\na.onnx,1\na.onnx,2\n",
            "f: expected like times for \"a.onnx\", found 1.0 ms in line 2 and 2.0 ms in line 3",
            "a model twice, with different times"
        ),
        (
            #"{"transffn_14_96_2_hard_swish_ln": 1, "transffn_14_96_2_hard_swish_ln": 1}"#,
            #"f: byte 38: expected each key once, found "transffn_14_96_2_hard_swish_ln" again"#, "a block twice"
        ),
        (
            #"{"transffn_14_96_2_hard_swish_ln": NaN}"#, "f: byte 35: expected a value, found \"N\"", "not a number"
        ),
        (
            #"{"transffn_14_96_2_hard_swish_ln": 1, "mb"#, "f: byte 38: expected the end of a string", "half a file"
        ),
        (
            "kernel,hw,cin,cout,k,latency_ms\nadd,7,8,8,1,1\n",
            "f: column \"stride\": expected a column, found none of that name", "LitePred's columns but one"
        ),
        (
            "kernel,hw,cin,cout,k,stride,latency_ms\nadd,-7,8,8,1,1,1\n",
            "f: line 2: column \"hw\": expected a whole number from 1 to 65536, found \"-7\"", "a negative size"
        ),
        (
            "kernel,hw,cin,cout,k,stride,latency_ms\nadd,7,8,8,1,1,-1\n",
            "f: line 2: column \"latency_ms\": expected a number above 0, found \"-1\"", "a negative time"
        ),
        (
            line + "\n\n" + #"{"kernel": "fc", "hw": 1, "cin": 8, "cout": 8, "k": 1, "latency_ms": 1}"#,
            "f: line 3: expected the member \"stride\" of other lines, found none", "a line without a member"
        ),
        (
            line + "\n" + #"{"kernel": "f"#, "f: line 2: byte 11: expected the end of a string", "half a line"
        ),
        (
            #"{"kernel": "fc", "hw": 1, "cin": 8, "cout": 8, "k": 1, "stride": 1, "latency_ms": -1}"#,
            "f: line 1: column \"latency_ms\": expected a number above 0, found \"-1\"", "a negative time"
        ),
        (
            #"{"kernel": "fc", "hw": 1, "cin": 8, "cout": 8, "k": 1, "stride": 1, "latency_ms": NaN}"#,
            "f: line 1: byte 82: expected a value, found \"N\"", "not a number"
        ),
        (
            "path,milliseconds\na.onnx,nan\n",
            "f: line 2: column \"milliseconds\": expected a number above 0, found \"nan\"", "not a number"
        ),
        (
            "path,milliseconds\na.onnx,-1\n",
            "f: line 2: column \"milliseconds\": expected a number above 0, found \"-1\"", "negative"
        ),
        (
            "path,ms\na.onnx,1\n", "f: column \"milliseconds\": expected a column, found none of that name",
            "no times"
        ),
        (
            "kernel,hw,cin,cout,k,stride,latency_ms\nadd,7,8,8,1,1,1\nadd,7,8,8,1,1,2\n",
            "f: expected like times for \"add_7_8_8_1_1\", found 1.0 ms in line 2 and 2.0 ms in line 3",
            "a kernel twice, with different times"
        ),
        (#"{"conv_1": 2}"#, "f: conv_1: expected a block of a known design", "an unknown block"),
        (
            #"{"transffn_14_96_2_hard_swish_ln": 0}"#,
            "f: transffn_14_96_2_hard_swish_ln: expected a number above 0, found 0.0", "no time"
        ),
        (
            #"{"kernel": "warp", "hw": 1, "cin": 1, "cout": 1, "k": 1, "stride": 1, "latency_ms": 1}"#,
            "f: line 1: column \"kernel\": expected a kernel of nn-Meter, found \"warp\"", "an unknown kernel"
        ),
    ]

    @Test(arguments: malformed) func tellsWhatIsWrongAndWhere(text: String, message: String, why: Comment) {
        let error = #expect(throws: MeasurementError.self, why) { try Self.read(text) }
        #expect(error?.description == message, why)
    }

    /// Rows of the published tables, the column that is named, and the message.
    static let tables: [(text: String, column: String, message: String)] = [
        (table, "x|gpu", "f: expected a column such as \"pixel4|1large|float\", found none called \"x|gpu\""),
        (
            "model,x|mean\nnet,nan\n", "x",
            "f: line 2: column \"x|mean\": expected a number above 0, found \"nan\""
        ),
        ("model,x|mean\nnet,-2\n", "x", "f: line 2: column \"x|mean\": expected a number above 0, found \"-2\""),
        (
            "model,x|mean\nother,1\n", "x",
            "f: line 2: column \"model\": expected a network whose kernels are known, found \"other\""
        ),
        (
            "model,x|mean\nnet,1000\nnet,1500\nnet,9000\n", "x",
            "f: expected like times for \"net\", found 1.5 ms in line 3 and 9.0 ms in line 4"
        ),
        ("model,x|mean\nnet\n", "x", "f: line 2: expected 2 fields, found 1"),
    ]

    @Test(arguments: tables) func tellsWhatIsWrongInATable(text: String, column: String, message: String) {
        let error = #expect(throws: MeasurementError.self) { try Self.read(text, column: column) }
        #expect(error?.description == message)
    }

    @Test func whatSeveralFilesMeasuredMustBeAlike() throws {
        let files = try [Self.models, "path,milliseconds\nb.onnx,4\n"].map { try Self.read($0) }
        let error = #expect(throws: MeasurementError.self) { try MeasurementFile.checkRepetitions(in: files) }
        #expect(
            error?.description
                == "f: expected like times for \"b.onnx\", found 2.0 ms in line 3 of f and 4.0 ms in line 2 of f")
    }

    @Test func aSpreadsheetsMarkIsSteppedOver() throws {
        #expect(try Self.read("\u{FEFF}" + Self.models).entries.map(\.milliseconds) == [1.5, 2])
    }

    @Test func workloadsKeepTheirKernelsThroughATable() throws {
        let block = try #require(Workload(block: "conv_56_24_40_4_2_hard_swish_5_se"))
        var head = try #require(Workload(block: "mbpool_7_160_1984_6_hard_swish"))
        head.parts[0].kernel.configuration.batch = 12
        head.parts[0].kernel.configuration.algorithm = "winograd"
        let text = WorkloadTable.text([(block, 1.25, 0.02), (head, 0.5, 0)])
        let read = try WorkloadTable.read(try CSVTable(Array(text.utf8), file: "m.csv"))
        #expect(read.map(\.milliseconds) == [1.25, 0.5])
        #expect(read.map(\.repeatDeviation) == [0.02, 0])
        #expect(read.map(\.workload.name) == [block.name, head.name])
        #expect(read[1].workload.parts[0].kernel.configuration == head.parts[0].kernel.configuration)
        #expect(read.map { $0.workload.parts.map(\.kernel.type) } == [block, head].map { $0.parts.map(\.kernel.type) })
        #expect(
            read[0].workload.parts.map(\.kernel.configuration.multiplyAccumulates)
                == block.parts.map(\.kernel.configuration.multiplyAccumulates))
    }
}
